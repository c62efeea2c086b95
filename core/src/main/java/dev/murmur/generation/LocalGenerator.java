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
import dev.murmur.model.CausalLm;
import dev.murmur.model.ModelFolder;
import dev.murmur.model.PackedLm;
import dev.murmur.nn.Compute;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Threads;
import dev.murmur.text.ChatTemplate;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Samples or searches in this process, batched and with a key-value cache, on a packed copy of the
/// model's matrices. Each prompt is computed once for all of its replies; prompts of similar length
/// share a batch; replies that are finished leave it and prompts that wait take their place. A core
/// has a batch of its own where the model is not too large for that.
///
/// Sums of floats depend on the batch's size in their last bits, so a draw can differ between two
/// batches where its random number falls that close between two tokens; nothing else depends on the
/// batch. Not thread-safe.
public final class LocalGenerator implements CandidateGenerator {
    private static final Logger LOG = LoggerFactory.getLogger(LocalGenerator.class);

    private final CausalLm model;
    private final Tokenizer tokenizer;
    private final GroupEncoder encoder;
    private final Dtype dtype;
    private final Set<Integer> stops;
    private final boolean ownsModel;
    private final Map<Compute, PackedLm> kept = new EnumMap<>(Compute.class);
    private final Map<Compute, LogProbGap> gaps = new EnumMap<>(Compute.class); // of those kept
    private @Nullable LogProbGap computeGap;

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
    /// @throws IllegalStateException if the precision asked for is too far from the model's own
    @Override
    public List<Sampled> sample(List<Prompt> prompts, SamplingParams params, RunContext context) {
        List<EncodedPrompt> encoded = encode(prompts, params.maxNewTokens());
        if (encoded.isEmpty()) {
            return List.of();
        }
        return packed(
                params.precision().compute(),
                packed -> {
                    measure(packed, encoded, params);
                    return draw(packed, prompts, encoded, params, context);
                });
    }

    private void measure(PackedLm packed, List<EncodedPrompt> encoded, SamplingParams params) {
        Precision precision = params.precision();
        computeGap = null;
        if (!precision.own()) {
            LogProbGap gap = gap(packed, encoded, params);
            gap.requireWithin(precision);
            computeGap = gap;
        }
    }

    /// Of a copy that is kept only once: it stays as far off as it is.
    private LogProbGap gap(PackedLm packed, List<EncodedPrompt> encoded, SamplingParams params) {
        Compute compute = params.precision().compute();
        LogProbGap known = gaps.get(compute);
        if (known != null) {
            return known;
        }
        LogProbGap gap = ComputeGap.of(model, packed, encoded, params, stops);
        LOG.info(
                "compute {}: log-probs differ from the model's own by {} nats a token",
                compute,
                gap.mean());
        if (ownsModel) {
            gaps.put(compute, gap);
        }
        return gap;
    }

    @Override
    public Optional<LogProbGap> computeGap() {
        return Optional.ofNullable(computeGap);
    }

    private List<Sampled> draw(
            PackedLm packed,
            List<Prompt> prompts,
            List<EncodedPrompt> encoded,
            SamplingParams params,
            RunContext context) {
        List<List<SampledTokens>> drawn =
                new BatchedSampling(model, dtype, ReplyEnd.at(stops))
                        .draw(packed, encoded, params, context);
        return IntStream.range(0, prompts.size())
                .mapToObj(i -> sampled(prompts.get(i), drawn.get(i)))
                .toList();
    }

    /// Works with a packed copy of the model: kept as long as the generator where the model cannot
    /// change, else made anew.
    private <T> T packed(Compute compute, Function<PackedLm, T> work) {
        if (ownsModel) {
            return work.apply(kept.computeIfAbsent(compute, model::packed));
        }
        try (PackedLm now = model.packed(compute)) {
            return work.apply(now);
        }
    }

    /// @throws DataException as for sampling
    @Override
    public List<Candidates> search(List<Prompt> prompts, BeamParams params, RunContext context) {
        List<EncodedPrompt> encoded = encode(prompts, params.maxNewTokens());
        return packed(Compute.MODEL, packed -> search(packed, prompts, encoded, params, context));
    }

    private List<Candidates> search(
            PackedLm packed,
            List<Prompt> prompts,
            List<EncodedPrompt> encoded,
            BeamParams params,
            RunContext context) {
        var results = new @Nullable Candidates[prompts.size()];
        var search = new BeamSearch(packed, params, stops);
        var plan =
                new BatchPlan(model.config(), dtype.bytes(), params.beams(), params.maxNewTokens());
        long total = (long) prompts.size() * params.n();
        try (Progress.Task task = context.progress().start("search", total, "replies")) {
            var rate = new TokenRate();
            IntConsumer drawn =
                    tokens -> {
                        rate.add(tokens);
                        BatchedSampling.stopIfAsked(context);
                    };
            Threads.map(
                    plan.of(encoded),
                    model.workers(),
                    batch -> {
                        List<int[]> tokens =
                                batch.stream().map(i -> encoded.get(i).tokens()).toList();
                        List<List<Beam>> found = search.search(tokens, drawn);
                        for (int i = 0; i < batch.size(); i++) {
                            int prompt = batch.get(i);
                            results[prompt] =
                                    sampled(
                                                    prompts.get(prompt),
                                                    found.get(i).stream()
                                                            .map(Beam::tokens)
                                                            .toList())
                                            .candidates();
                        }
                        return batch;
                    },
                    batch -> task.advance((long) batch.size() * params.n(), rate.toString()));
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

    @Override
    public void close() {
        kept.values().forEach(PackedLm::close);
        if (ownsModel) {
            model.close();
            tokenizer.close();
        }
    }
}
