package dev.murmur.generation;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.FinishReason;
import dev.murmur.data.GroupEncoder;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.data.TokenLimits;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import dev.murmur.model.CausalLm;
import dev.murmur.model.ModelFolder;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Threads;
import dev.murmur.text.ChatTemplate;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Samples or searches in this process, batched and with a key-value cache. Each prompt is computed
/// once for all of its replies; prompts of similar length share a batch; replies that are finished
/// leave it.
///
/// Sums of floats depend on the batch's size in their last bits, so a draw can differ between two
/// batches where its random number falls that close between two tokens; nothing else depends on the
/// batch. Not thread-safe.
public final class LocalGenerator implements CandidateGenerator {
    private final CausalLm model;
    private final Tokenizer tokenizer;
    private final GroupEncoder encoder;
    private final Dtype dtype;
    private final Set<Integer> stops;
    private final boolean ownsModel;

    private LocalGenerator(
            CausalLm model,
            ModelFolder files,
            GroupEncoder encoder,
            Dtype dtype,
            boolean ownsModel) {
        this.model = model;
        this.tokenizer = encoder.tokenizer();
        this.encoder = encoder;
        this.dtype = dtype;
        this.stops = stops(files, encoder.template(), tokenizer);
        this.ownsModel = ownsModel;
    }

    /// Opens a model folder to reply to prompts of any length that the model can place.
    ///
    /// @throws dev.murmur.model.CheckpointException if it is not a language model that loads
    public static LocalGenerator open(Path folder, ChatTemplate template, Dtype dtype) {
        return open(folder, template, dtype, TokenLimits.NONE);
    }

    /// Opens a model folder to reply to prompts as the limits leave them.
    ///
    /// @param limits must leave nothing out
    /// @throws dev.murmur.model.CheckpointException if it is not a language model that loads
    public static LocalGenerator open(
            Path folder, ChatTemplate template, Dtype dtype, TokenLimits limits) {
        Tokenizer tokenizer = Tokenizer.open(folder);
        try {
            ModelFolder files = ModelFolder.open(folder);
            files.requireVocabulary(tokenizer.vocabSize());
            var encoder = new GroupEncoder(tokenizer, template, limits);
            return new LocalGenerator(CausalLm.frozen(folder, dtype), files, encoder, dtype, true);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /// Replies with a model that is open and may be in training, as it is at each call. The
    /// generator owns neither it nor the tokenizer.
    ///
    /// @param files the folder that the model was opened from
    /// @param encoder whose limits must leave nothing out
    /// @param dtype that the model computes in
    public static LocalGenerator over(
            CausalLm model, ModelFolder files, GroupEncoder encoder, Dtype dtype) {
        return new LocalGenerator(model, files, encoder, dtype, false);
    }

    /// What ends a reply: the template's end of turn and whatever the folder calls end of sequence.
    private static Set<Integer> stops(
            ModelFolder files, ChatTemplate template, Tokenizer tokenizer) {
        var stops = new HashSet<Integer>();
        stops.add(template.endOfTurn(tokenizer));
        tokenizer.eos().ifPresent(stops::add);
        Arrays.stream(files.ids("eos_token_id")).forEach(stops::add);
        return stops;
    }

    /// @throws DataException if a prompt and its longest reply are more than the model can place,
    ///   or the limits leave a prompt out
    @Override
    public List<Sampled> sample(List<Prompt> prompts, SamplingParams params, RunContext context) {
        int rows = Math.min(params.n(), BatchPlan.maxRows(model.config()));
        return generate(
                prompts,
                new Size(params.n(), rows, params.maxNewTokens()),
                (batch, drawn) -> draw(batch, params, rows, drawn),
                context);
    }

    /// More replies a prompt than fit at once come one part after another.
    private List<List<SampledTokens>> draw(
            List<EncodedPrompt> batch, SamplingParams params, int rows, IntConsumer drawn) {
        var decoder = new BatchDecoder(model, params, stops);
        List<List<SampledTokens>> replies = new ArrayList<>();
        batch.forEach(_ -> replies.add(new ArrayList<>()));
        for (int first = 0; first < params.n(); first += rows) {
            int count = Math.min(rows, params.n() - first);
            List<List<SampledTokens>> part = decoder.decode(batch, first, count, drawn);
            for (int i = 0; i < part.size(); i++) {
                replies.get(i).addAll(part.get(i));
            }
        }
        return replies;
    }

    /// @throws DataException as for sampling
    @Override
    public List<Candidates> search(List<Prompt> prompts, BeamParams params, RunContext context) {
        var search = new BeamSearch(model, params, stops);
        List<Sampled> found =
                generate(
                        prompts,
                        new Size(params.n(), params.beams(), params.maxNewTokens()),
                        (batch, drawn) ->
                                search
                                        .search(
                                                batch.stream().map(EncodedPrompt::tokens).toList(),
                                                drawn)
                                        .stream()
                                        .map(beams -> beams.stream().map(Beam::tokens).toList())
                                        .toList(),
                        context);
        return found.stream().map(Sampled::candidates).toList();
    }

    /// How much a prompt asks for.
    ///
    /// @param replies returned
    /// @param rows computed at a time
    /// @param maxNewTokens in each row
    private record Size(int replies, int rows, int maxNewTokens) {}

    private List<Sampled> generate(
            List<Prompt> prompts,
            Size size,
            BiFunction<List<EncodedPrompt>, IntConsumer, List<List<SampledTokens>>> decode,
            RunContext context) {
        List<EncodedPrompt> encoded = encode(prompts, size.maxNewTokens());
        var results = new @Nullable Sampled[prompts.size()];
        long total = (long) prompts.size() * size.replies();
        try (Progress.Task task = context.progress().start("sample", total, "replies")) {
            var rate = new TokenRate();
            IntConsumer drawn =
                    tokens -> {
                        rate.add(tokens);
                        stopIfAsked(context);
                    };
            var plan =
                    new BatchPlan(model.config(), dtype.bytes(), size.rows(), size.maxNewTokens());
            Threads.map(
                    plan.of(encoded),
                    model.workers(),
                    batch -> {
                        List<List<SampledTokens>> replies =
                                decode.apply(batch.stream().map(encoded::get).toList(), drawn);
                        for (int i = 0; i < batch.size(); i++) {
                            int prompt = batch.get(i);
                            results[prompt] = sampled(prompts.get(prompt), replies.get(i));
                        }
                        return batch;
                    },
                    batch -> task.advance((long) batch.size() * size.replies(), rate.toString()));
        }
        return Arrays.stream(results).map(Objects::requireNonNull).toList();
    }

    /// What the model reads of each prompt.
    List<EncodedPrompt> encode(List<Prompt> prompts, int maxNewTokens) {
        List<int[]> ids = encoder.prompts(prompts).requireAll();
        var encoded = new ArrayList<EncodedPrompt>();
        for (int i = 0; i < ids.size(); i++) {
            var prompt = new EncodedPrompt(prompts.get(i).id(), ids.get(i));
            requirePositions(prompt, maxNewTokens);
            encoded.add(prompt);
        }
        return encoded;
    }

    private void requirePositions(EncodedPrompt prompt, int maxNewTokens) {
        int limit = model.config().maxPositions();
        if (prompt.tokens().length + maxNewTokens > limit) {
            throw new DataException(
                    "prompt "
                            + prompt.id()
                            + " has "
                            + prompt.tokens().length
                            + " tokens, with max_new_tokens "
                            + maxNewTokens
                            + " that is more than the model's "
                            + limit
                            + " positions; shorten it or lower max_new_tokens");
        }
    }

    private Sampled sampled(Prompt prompt, List<SampledTokens> tokens) {
        List<Reply> replies =
                tokens.stream()
                        .map(s -> new Reply(tokenizer.decode(spoken(s)), s.ids(), s.finish()))
                        .toList();
        return new Sampled(
                new Candidates(prompt, replies),
                tokens.stream().map(SampledTokens::logProbs).toList());
    }

    /// Without the token that ended it, which need not be a special one.
    private static int[] spoken(SampledTokens sampled) {
        int end = sampled.finish() == FinishReason.STOP ? 1 : 0;
        return Arrays.copyOf(sampled.ids(), sampled.ids().length - end);
    }

    private static void stopIfAsked(RunContext context) {
        if (context.stop().requested()) {
            throw new StoppedException("stopped while sampling; the replies so far are not kept");
        }
    }

    @Override
    public void close() {
        if (ownsModel) {
            model.close();
            tokenizer.close();
        }
    }
}
