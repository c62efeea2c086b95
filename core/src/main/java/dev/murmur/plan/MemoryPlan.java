package dev.murmur.plan;

import dev.murmur.generation.BatchPlan;
import dev.murmur.loss.ReferenceFreeLoss;
import dev.murmur.online.Reference;
import dev.murmur.recipe.DecodingSection;
import dev.murmur.recipe.EvaluationSection;
import dev.murmur.recipe.ModelSection;
import dev.murmur.recipe.OnlineRecipe;
import dev.murmur.recipe.PreferenceRecipe;
import dev.murmur.recipe.Recipe;
import dev.murmur.recipe.RewardModelRecipe;
import dev.murmur.recipe.RewardSection;
import dev.murmur.recipe.SamplingSection;
import dev.murmur.recipe.SftRecipe;
import dev.murmur.recipe.UnpairedRecipe;
import dev.murmur.reward.ScalarReward;
import dev.murmur.tensor.Dtype;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The memory of each phase of a run, from the shapes of its models and the sizes in its recipe.
///
/// @param shape of the model that is trained
/// @param phases in the order in which they come
/// @param training the phase among them that trains
public record MemoryPlan(ModelShape shape, List<PhasePlan> phases, Training training) {
    /// Rank of the adapter that is planned: PEFT's examples take 8 to 64.
    public static final int ADAPTER_RANK = 16;

    private static final int FLOAT = 4;

    /// A training phase, open to another size of micro-batch.
    ///
    /// @param dtype of the weights under an adapter; what is trained is float32
    /// @param tokens most tokens computed at once
    public record Training(ModelShape shape, Dtype dtype, long tokens) {
        public PhasePlan full() {
            long weights = FLOAT * shape.parameters();
            return new PhasePlan(
                    "train",
                    new MemoryUse(weights, weights, 2 * weights, activations(Dtype.FLOAT32), 0));
        }

        PhasePlan adapter() {
            long adapter = FLOAT * ADAPTER_RANK * shape.adapterRank1();
            return new PhasePlan(
                    "train, LoRA of rank " + ADAPTER_RANK + " instead",
                    new MemoryUse(
                            dtype.bytes() * shape.parameters() + adapter,
                            adapter,
                            2 * adapter,
                            activations(dtype),
                            0));
        }

        private long activations(Dtype computed) {
            return new Activations(shape.config()).training(tokens, computed.bytes());
        }

        /// The largest micro-batch, a power of two, with which a way of training fits.
        ///
        /// @return empty if not even 256 tokens would
        Optional<Training> fitting(Function<Training, PhasePlan> way, long memory) {
            for (long fewer = Long.highestOneBit(tokens); fewer >= 256; fewer /= 2) {
                var smaller = new Training(shape, dtype, fewer);
                if (way.apply(smaller).use().total() <= memory) {
                    return Optional.of(smaller);
                }
            }
            return Optional.empty();
        }
    }

    public MemoryPlan {
        phases = List.copyOf(phases);
    }

    /// What a recipe's run will take.
    ///
    /// @throws dev.murmur.model.CheckpointException if a model's folder is missing or does not load
    public static MemoryPlan of(Recipe recipe) {
        ModelSection section = recipe.model();
        ModelShape shape = ModelShape.of(section.path());
        Dtype dtype = section.weights();
        long tokens = recipe.training().maxTokensPerMicroBatch();
        var training = new Training(shape, dtype, tokens);
        List<PhasePlan> phases =
                switch (recipe) {
                    case SftRecipe _, RewardModelRecipe _ -> List.of(training.full());
                    case PreferenceRecipe preference
                            when preference.loss() instanceof ReferenceFreeLoss ->
                            List.of(training.full());
                    case PreferenceRecipe _, UnpairedRecipe _ ->
                            List.of(forward("reference", shape, dtype, tokens), training.full());
                    case OnlineRecipe online -> online(online, training, dtype);
                };
        return new MemoryPlan(shape, phases, training);
    }

    /// What can be done with a model: scoring and training 8192 tokens at once, replying to a
    /// prompt of 1024 tokens 8 times with 1024 tokens.
    ///
    /// @param dtype of weights that are not trained
    public static MemoryPlan of(ModelShape shape, Dtype dtype) {
        var training = new Training(shape, dtype, 8192);
        return new MemoryPlan(
                shape,
                List.of(
                        sample("generate", shape, dtype, 1024, 8, 1024),
                        forward("score", shape, dtype, training.tokens()),
                        training.full()),
                training);
    }

    /// Training a LoRA adapter instead, on weights in the dtype of those that are not trained.
    public PhasePlan adapter() {
        return training.adapter();
    }

    /// The phase that takes most.
    public PhasePlan peak() {
        return phases.stream()
                .max((a, b) -> Long.compare(a.use().total(), b.use().total()))
                .orElseThrow();
    }

    private static List<PhasePlan> online(OnlineRecipe recipe, Training training, Dtype dtype) {
        ModelShape shape = training.shape();
        int prompt = recipe.prompts().maxTokens();
        SamplingSection sampling = recipe.sampling();
        var phases = new ArrayList<PhasePlan>();
        phases.add(sample("sample", shape, dtype, prompt, sampling.n(), sampling.maxNewTokens()));
        phases.addAll(scores("score", recipe.reward()));
        if (recipe.reference() != Reference.NONE) {
            phases.add(forward("reference", shape, dtype, training.tokens()));
        }
        phases.add(training.full());
        phases.addAll(evaluation(recipe.evaluation(), shape, dtype, prompt));
        return phases;
    }

    private static List<PhasePlan> evaluation(
            EvaluationSection section, ModelShape shape, Dtype dtype, int prompt) {
        DecodingSection decoding = section.decoding();
        var phases = new ArrayList<PhasePlan>();
        phases.add(sample("reply", shape, dtype, prompt, decoding.rows(), decoding.maxNewTokens()));
        if (decoding instanceof DecodingSection.BestOfN best) {
            phases.addAll(scores("pick", best.reward()));
        }
        phases.addAll(scores("evaluate", section.judge()));
        return phases;
    }

    private static List<PhasePlan> scores(String phase, RewardSection reward) {
        return switch (reward) {
            case RewardSection.Scalar scalar ->
                    List.of(scores(phase, scalar.path(), scalar.model().weights()));
            case RewardSection.LogRatio ratio ->
                    List.of(
                            scores(
                                    phase + ", strong",
                                    ratio.strong(),
                                    ratio.strongModel().weights()),
                            scores(phase + ", weak", ratio.weak(), ratio.strongModel().weights()));
            case RewardSection.Rule _, RewardSection.Judge _ -> List.of();
            case RewardSection.LengthPenalty penalty -> scores(phase, penalty.reward());
            case RewardSection.Ensemble ensemble ->
                    ensemble.members().stream()
                            .flatMap(member -> scores(phase, member.reward()).stream())
                            .toList();
        };
    }

    private static PhasePlan scores(String phase, Path model, Dtype dtype) {
        return forward(phase, ModelShape.of(model), dtype, ScalarReward.MAX_TOKENS);
    }

    public static PhasePlan forward(String phase, ModelShape shape, Dtype dtype, long tokens) {
        return new PhasePlan(
                phase,
                new MemoryUse(
                        dtype.bytes() * shape.parameters(),
                        0,
                        0,
                        new Activations(shape.config()).inference(tokens, dtype.bytes()),
                        0));
    }

    private static PhasePlan sample(
            String phase, ModelShape shape, Dtype dtype, int prompt, int replies, int newTokens) {
        var batches = new BatchPlan(shape.config(), dtype.bytes(), replies, newTokens);
        long prompts = batches.groups(prompt);
        long logits = prompts * replies * shape.config().vocabSize();
        return new PhasePlan(
                phase,
                new MemoryUse(
                        dtype.bytes() * shape.parameters(),
                        0,
                        0,
                        new Activations(shape.config()).inference(prompts * prompt, dtype.bytes())
                                + 2 * FLOAT * logits, // here and in Java
                        batches.cache(prompt)));
    }
}
