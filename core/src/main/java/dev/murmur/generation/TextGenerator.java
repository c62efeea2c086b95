package dev.murmur.generation;

import dev.murmur.data.FinishReason;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.ModelFolder;
import dev.murmur.model.PackedLm;
import dev.murmur.nn.Compute;
import dev.murmur.tensor.Dtype;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Continues plain texts, without a chat template, until a text that ends them: how benchmarks ask
/// language models to write. Batched like [LocalGenerator]. Not thread-safe.
public final class TextGenerator implements AutoCloseable {
    private final Tokenizer tokenizer;
    private final CausalLm model;
    private final PackedLm packed;
    private final Dtype dtype;
    private final Set<Integer> stops;

    /// @param id keys the draws of its continuations
    public record Start(String id, String text) {}

    /// @param text without what ended it
    /// @param finish [FinishReason#LENGTH] if nothing ended it before its longest length
    public record Continuation(String text, FinishReason finish) {}

    /// What a text was continued by.
    ///
    /// @param cut whether the text was longer than the model's positions and lost its beginning
    public record Continued(boolean cut, List<Continuation> continuations) {}

    private TextGenerator(Path folder, Tokenizer tokenizer, Dtype dtype) {
        ModelFolder files = ModelFolder.open(folder);
        files.requireVocabulary(tokenizer.vocabSize());
        this.tokenizer = tokenizer;
        this.dtype = dtype;
        this.stops = new HashSet<>();
        tokenizer.eos().ifPresent(stops::add);
        Arrays.stream(files.ids("eos_token_id")).forEach(stops::add);
        this.model = CausalLm.frozen(folder, dtype);
        this.packed = model.packed(Compute.MODEL);
    }

    /// Opens a model folder.
    ///
    /// @throws dev.murmur.model.CheckpointException if it is not a language model that loads
    public static TextGenerator open(Path folder, Dtype dtype) {
        Tokenizer tokenizer = Tokenizer.open(folder);
        try {
            return new TextGenerator(folder, tokenizer, dtype);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /// Continues texts. Of one that leaves no room for its longest continuation the beginning is
    /// cut off.
    ///
    /// @param starts their ids differ
    /// @param until texts that end a continuation, besides the end-of-sequence token
    /// @param params whose `maxNewTokens` are fewer than the model's positions
    /// @return for each start, in order, `params.n()` continuations
    /// @throws dev.murmur.metrics.StoppedException if asked to stop
    public List<Continued> generate(
            List<Start> starts, List<String> until, SamplingParams params, RunContext context) {
        if (starts.isEmpty()) {
            return List.of();
        }
        int room = room(params.maxNewTokens());
        var end = new StopTexts(tokenizer, stops, texts(until));
        List<Fitted> fitted = starts.stream().map(start -> fit(start, room)).toList();
        List<List<SampledTokens>> drawn =
                new BatchedSampling(model, dtype, end)
                        .draw(
                                packed,
                                fitted.stream().map(Fitted::prompt).toList(),
                                params,
                                context);
        return IntStream.range(0, drawn.size())
                .mapToObj(i ->
                        new Continued(
                                fitted.get(i).cut(),
                                drawn.get(i).stream().map(one -> continuation(one, end)).toList()))
                .toList();
    }

    private int room(int maxNewTokens) {
        int positions = model.config().maxPositions();
        if (maxNewTokens >= positions) {
            throw new IllegalArgumentException(
                    "max_new_tokens is "
                            + maxNewTokens
                            + ", must be less than the model's "
                            + positions
                            + " positions");
        }
        return positions - maxNewTokens;
    }

    /// @param cut whether the beginning was cut off
    private record Fitted(EncodedPrompt prompt, boolean cut) {}

    private Fitted fit(Start start, int room) {
        int[] ids = tokenizer.encodeAlone(start.text());
        int from = Math.max(0, ids.length - room);
        return new Fitted(
                new EncodedPrompt(start.id(), Arrays.copyOfRange(ids, from, ids.length)), from > 0);
    }

    /// The end-of-sequence token's name in plain letters is an end too, as in lm-eval.
    private List<String> texts(List<String> until) {
        var texts = new ArrayList<>(until);
        tokenizer.eos().ifPresent(eos -> texts.add(tokenizer.decodeWithSpecials(eos)));
        return texts;
    }

    private Continuation continuation(SampledTokens drawn, StopTexts end) {
        String text = tokenizer.decode(drawn.ids());
        String cut = end.cut(text);
        return new Continuation(
                cut, cut.length() < text.length() ? FinishReason.STOP : drawn.finish());
    }

    @Override
    public void close() {
        packed.close();
        model.close();
        tokenizer.close();
    }
}
