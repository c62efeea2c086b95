package dev.murmur.plan;

import dev.murmur.benchmark.ModelBenchmark;
import dev.murmur.generation.BatchPlan;
import dev.murmur.loss.ReferenceFreeLoss;
import dev.murmur.model.PackedLm;
import dev.murmur.online.Reference;
import dev.murmur.recipe.BenchmarkRecipe;
import dev.murmur.recipe.ChatBenchmarkRecipe;
import dev.murmur.recipe.DecodingSection;
import dev.murmur.recipe.EvaluationRecipe;
import dev.murmur.recipe.EvaluationSection;
import dev.murmur.recipe.ExaminerSection;
import dev.murmur.recipe.MarginReward;
import dev.murmur.recipe.ModelSection;
import dev.murmur.recipe.OnlineRecipe;
import dev.murmur.recipe.PolicyGradientRecipe;
import dev.murmur.recipe.PreferenceRecipe;
import dev.murmur.recipe.Recipe;
import dev.murmur.recipe.RejectionSamplingRecipe;
import dev.murmur.recipe.RewardBenchmarkRecipe;
import dev.murmur.recipe.RewardModelRecipe;
import dev.murmur.recipe.RewardSection;
import dev.murmur.recipe.SamplingSection;
import dev.murmur.recipe.SftRecipe;
import dev.murmur.recipe.TrainingRecipe;
import dev.murmur.recipe.UnpairedRecipe;
import dev.murmur.reward.ScalarReward;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Threads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// The memory of each phase of a run, from the shapes of its models and the sizes in its recipe.
///
/// @param shape of the model that is trained or measured; empty where that is a reward
/// @param phases in the order in which they come
/// @param training the phase among them that trains, if one does
public record MemoryPlan(
        Optional<ModelShape> shape, List<PhasePlan> phases, Optional<TrainingPlan> training) {
    private static final int FLOAT = 4;

    /// A long question, and a long reply to it.
    private static final int CHAT_TOKENS = 1024;

    private static final String TRAIN = "train";

    /// Tokens of a question with its examples.
    private static final int BENCHMARK_PROMPT = 1024;

    public MemoryPlan {
        phases = List.copyOf(phases);
    }

    /// What a recipe's run will take.
    ///
    /// @throws dev.murmur.model.CheckpointException if a model's folder is missing or does not load
    public static MemoryPlan of(Recipe recipe) {
        return switch (recipe) {
            case TrainingRecipe trained -> of(trained, trained.training().maxTokensPerMicroBatch());
            case EvaluationRecipe evaluation ->
                    measuring(
                            evaluation.model(),
                            (shape, dtype) -> evaluation(evaluation, shape, dtype));
            case BenchmarkRecipe benchmark ->
                    measuring(
                            benchmark.model(),
                            (shape, dtype) -> benchmark(benchmark, shape, dtype));
            case ChatBenchmarkRecipe benchmark -> {
                List<PhasePlan> judge = judge(benchmark.judge());
                yield benchmark
                        .model()
                        .map(model ->
                                measuring(
                                        model,
                                        (shape, dtype) ->
                                                Stream.concat(
                                                                replies(benchmark, shape, dtype)
                                                                        .stream(),
                                                                judge.stream())
                                                        .toList()))
                        .orElse(new MemoryPlan(Optional.empty(), judge, Optional.empty()));
            }
            case RewardBenchmarkRecipe benchmark ->
                    new MemoryPlan(
                            Optional.empty(),
                            scores("score", benchmark.reward()),
                            Optional.empty());
        };
    }

    /// Choices are compared, replies are written.
    private static List<PhasePlan> benchmark(
            BenchmarkRecipe recipe, ModelShape shape, Dtype dtype) {
        var phases = new ArrayList<PhasePlan>();
        List<Integer> replies =
                recipe.benchmarks().stream()
                        .flatMapToInt(name -> ModelBenchmark.longestReply(name).stream())
                        .boxed()
                        .toList();
        if (replies.size() < recipe.benchmarks().size()) {
            phases.add(forward("answer", shape, dtype, recipe.maxTokens()));
        }
        if (!replies.isEmpty()) {
            int longest = Collections.max(replies);
            phases.add(sample("write", shape, dtype, BENCHMARK_PROMPT, recipe.samples(), longest));
        }
        return phases;
    }

    private static MemoryPlan measuring(
            ModelSection model, BiFunction<ModelShape, Dtype, List<PhasePlan>> phases) {
        ModelShape shape = ModelShape.of(model.path());
        return new MemoryPlan(
                Optional.of(shape), phases.apply(shape, model.weights()), Optional.empty());
    }

    /// The same with micro-batches of another size than the recipe's.
    static MemoryPlan of(TrainingRecipe recipe, int tokens) {
        ModelShape shape = ModelShape.of(recipe.model().path());
        Dtype dtype = recipe.model().weights();
        var training = TrainingPlan.of(shape, recipe.training(), tokens);
        PhasePlan train = training.phase(TRAIN);
        PhasePlan reference = forward("reference", shape, training.dtype(), training.tokens());
        List<PhasePlan> phases =
                switch (recipe) {
                    case SftRecipe _, RewardModelRecipe _ -> List.of(train);
                    case PreferenceRecipe preference
                            when preference.loss() instanceof ReferenceFreeLoss ->
                            List.of(train);
                    case PreferenceRecipe preference -> {
                        var compared = new ArrayList<>(List.of(reference));
                        compared.addAll(margins(preference.marginRewards()));
                        compared.add(train);
                        yield compared;
                    }
                    case UnpairedRecipe _ -> List.of(reference, train);
                    case OnlineRecipe online -> online(online, training, dtype);
                    case RejectionSamplingRecipe rejection -> rejection(rejection, training, dtype);
                    case PolicyGradientRecipe gradient -> policyGradient(gradient, training, dtype);
                };
        return new MemoryPlan(Optional.of(shape), phases, Optional.of(training));
    }

    /// What can be done with a model: scoring and training 8192 tokens at once, replying to a
    /// prompt of 1024 tokens 8 times with 1024 tokens.
    ///
    /// @param dtype of weights that are not trained
    public static MemoryPlan of(ModelShape shape, Dtype dtype) {
        var training = TrainingPlan.full(shape, Dtype.FLOAT32, 8192);
        return new MemoryPlan(
                Optional.of(shape),
                List.of(
                        sample("generate", shape, dtype, 1024, 8, 1024),
                        forward("score", shape, dtype, training.tokens()),
                        training.phase(TRAIN)),
                Optional.of(training));
    }

    /// Training a LoRA adapter instead, over weights in bfloat16; empty where one is trained
    /// anyway, or nothing is.
    public Optional<PhasePlan> adapter() {
        return training.filter(full -> full.adapter() == 0)
                .map(full ->
                        full.withAdapter()
                                .phase(
                                        "train, LoRA of rank "
                                                + TrainingPlan.ADAPTER_RANK
                                                + " in bfloat16 instead"));
    }

    /// The phase that takes most.
    public PhasePlan peak() {
        return phases.stream()
                .max((a, b) -> Long.compare(a.use().total(), b.use().total()))
                .orElse(new PhasePlan("nothing but the process", new MemoryUse(0, 0, 0, 0, 0)));
    }

    private static List<PhasePlan> margins(List<MarginReward> rewards) {
        return rewards.stream()
                .flatMap(margin -> scores("margins", margin.reward()).stream())
                .toList();
    }

    private static List<PhasePlan> online(OnlineRecipe recipe, TrainingPlan training, Dtype dtype) {
        ModelShape shape = training.shape();
        int prompt = recipe.prompts().maxTokens();
        SamplingSection sampling = recipe.sampling();
        var phases = new ArrayList<PhasePlan>();
        phases.add(sample("sample", shape, dtype, prompt, sampling.n(), sampling.maxNewTokens()));
        phases.addAll(scores("score", recipe.reward()));
        if (recipe.reference() != Reference.NONE) {
            phases.add(forward("reference", shape, training.dtype(), training.tokens()));
        }
        phases.addAll(margins(recipe.marginRewards()));
        phases.add(training.phase(TRAIN));
        EvaluationSection evaluation = recipe.evaluation();
        phases.addAll(evaluation(evaluation.decoding(), evaluation.judge(), shape, dtype, prompt));
        return phases;
    }

    private static List<PhasePlan> rejection(
            RejectionSamplingRecipe recipe, TrainingPlan training, Dtype dtype) {
        ModelShape shape = training.shape();
        int prompt = recipe.prompts().maxTokens();
        SamplingSection sampling = recipe.sampling();
        var phases = new ArrayList<PhasePlan>();
        phases.add(sample("sample", shape, dtype, prompt, sampling.n(), sampling.maxNewTokens()));
        phases.addAll(scores("score", recipe.reward()));
        phases.add(training.phase(TRAIN));
        EvaluationSection evaluation = recipe.evaluation();
        phases.addAll(evaluation(evaluation.decoding(), evaluation.judge(), shape, dtype, prompt));
        return phases;
    }

    private static List<PhasePlan> policyGradient(
            PolicyGradientRecipe recipe, TrainingPlan training, Dtype dtype) {
        var phases = new ArrayList<>(RolloutPlan.of(recipe, training));
        int prompt = recipe.prompts().maxTokens();
        EvaluationSection evaluation = recipe.evaluation();
        phases.addAll(
                evaluation(
                        evaluation.decoding(),
                        evaluation.judge(),
                        training.shape(),
                        dtype,
                        prompt));
        return phases;
    }

    private static List<PhasePlan> evaluation(
            EvaluationRecipe recipe, ModelShape shape, Dtype dtype) {
        int prompt = recipe.prompts().maxTokens();
        var phases =
                new ArrayList<>(
                        evaluation(recipe.decoding(), recipe.judge(), shape, dtype, prompt));
        phases.addAll(scores("score", recipe.reward()));
        phases.add(forward("likelihood", shape, dtype, recipe.maxTokens()));
        return phases;
    }

    private static List<PhasePlan> evaluation(
            DecodingSection decoding,
            RewardSection judge,
            ModelShape shape,
            Dtype dtype,
            int prompt) {
        var phases = new ArrayList<PhasePlan>();
        phases.add(sample("reply", shape, dtype, prompt, decoding.rows(), decoding.maxNewTokens()));
        if (decoding instanceof DecodingSection.BestOfN best) {
            phases.addAll(scores("pick", best.reward()));
        }
        phases.addAll(scores("evaluate", judge));
        return phases;
    }

    /// Questions are short; what is replied and judged may be long.
    private static List<PhasePlan> replies(
            ChatBenchmarkRecipe recipe, ModelShape shape, Dtype dtype) {
        var phases = new ArrayList<PhasePlan>();
        int rows = recipe.decoding().map(DecodingSection::rows).orElse(1);
        int newTokens = recipe.decoding().map(DecodingSection::maxNewTokens).orElse(CHAT_TOKENS);
        phases.add(sample("reply", shape, dtype, CHAT_TOKENS, rows, newTokens));
        recipe.decoding()
                .filter(DecodingSection.BestOfN.class::isInstance)
                .map(DecodingSection.BestOfN.class::cast)
                .ifPresent(best -> phases.addAll(scores("pick", best.reward())));
        return phases;
    }

    private static List<PhasePlan> judge(ExaminerSection examiner) {
        return switch (examiner) {
            case ExaminerSection.Service _ -> List.of();
            case ExaminerSection.Model judge ->
                    List.of(
                            sample(
                                    "judge",
                                    ModelShape.of(judge.path()),
                                    judge.model().weights(),
                                    2 * CHAT_TOKENS,
                                    1,
                                    judge.maxTokens()));
            case ExaminerSection.Reward judge -> scores("judge", judge.reward());
        };
    }

    static List<PhasePlan> scores(String phase, RewardSection reward) {
        return switch (reward) {
            case RewardSection.Scalar scalar ->
                    List.of(scores(phase, scalar.path(), scalar.model().weights()));
            case RewardSection.LogProb one ->
                    List.of(scores(phase, one.path(), one.model().weights()));
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
                        Threads.batches(shape.parameters())
                                * new Activations(shape.config()).inference(tokens, dtype.bytes()),
                        0));
    }

    static PhasePlan sample(
            String phase, ModelShape shape, Dtype dtype, int prompt, int replies, int newTokens) {
        var batches = new BatchPlan(shape.config(), dtype.bytes(), replies, newTokens);
        long prompts = batches.groups(prompt);
        long logits = prompts * replies * shape.config().vocabSize();
        long copies = PackedLm.copies(shape.parameters()) ? 2 : 1;
        return new PhasePlan(
                phase,
                new MemoryUse(
                        copies * dtype.bytes() * shape.parameters(),
                        0,
                        0,
                        new Activations(shape.config()).inference(prompts * prompt, dtype.bytes())
                                + 2 * FLOAT * logits, // and their probabilities
                        batches.cache(prompt)));
    }
}
