package dev.murmur.leak;

import dev.murmur.data.Prompt;
import dev.murmur.data.TokenGroup;
import dev.murmur.generation.LocalGenerator;
import dev.murmur.generation.SamplingParams;
import dev.murmur.loss.AotLoss;
import dev.murmur.loss.DpoLoss;
import dev.murmur.loss.PairwiseLoss;
import dev.murmur.loss.PlackettLuceLoss;
import dev.murmur.loss.WeightedSumLoss;
import dev.murmur.loss.WpoLoss;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.ChunkedHead;
import dev.murmur.model.LoraConfig;
import dev.murmur.model.LoraTargets;
import dev.murmur.model.ScalarModel;
import dev.murmur.model.TextModels;
import dev.murmur.model.TinyModels;
import dev.murmur.model.TrainableModel;
import dev.murmur.model.Tuning;
import dev.murmur.objective.Imitation;
import dev.murmur.objective.Objective;
import dev.murmur.objective.PairSums;
import dev.murmur.objective.PreferenceObjective;
import dev.murmur.objective.Ranking;
import dev.murmur.objective.RankingObjective;
import dev.murmur.objective.ReferencedPair;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.objective.SftObjective;
import dev.murmur.objective.TrainingExample;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import dev.murmur.text.ChatMessage;
import dev.murmur.text.ChatMlTemplate;
import dev.murmur.training.AdamWSettings;
import dev.murmur.training.LrSchedule;
import dev.murmur.training.Trainer;
import dev.murmur.training.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;

/// Does each kind of work and prints how many native objects [#STEPS] steps of it left behind, a
/// line `name count` each. [LeakTest] runs it without a garbage collector.
public final class LeakProbe {
    static final int STEPS = 100;
    private static final int WARM_UP = 10;

    /// An adapter, its layers computed again in the backward pass.
    private static final Tuning ADAPTER =
            new Tuning(
                    Dtype.FLOAT32,
                    Optional.of(new LoraConfig(4, 8, new LoraTargets.AllLinear())),
                    true,
                    1);

    /// A loss of the whole batch that also asks how certain the policy was.
    private static final PairwiseLoss COUPLED =
            new WeightedSumLoss(
                    List.of(
                            new WeightedSumLoss.Part(1, new AotLoss(0.1, 0.1)),
                            new WeightedSumLoss.Part(1, new WpoLoss(0.1))));

    private LeakProbe() {}

    /// @param args `work` or `planted`, and a folder to write to
    public static void main(String[] args) {
        Path folder = Path.of(args[1]);
        if (args[0].equals("planted")) {
            repeat("planted", () -> Tensors.longs(1));
            return;
        }
        Path causal = TextModels.causal(folder.resolve("causal"), 1);
        Path scalar = TextModels.scalar(folder.resolve("scalar"), 2);
        imitate("sft", causal, folder, Tuning.full(Dtype.FLOAT32, 0));
        imitate("bfloat16", causal, folder, Tuning.full(Dtype.BFLOAT16, 0));
        imitate("adapter", causal, folder, ADAPTER);
        prefer("preference", causal, folder, Tuning.full(Dtype.FLOAT32, 0), new DpoLoss(0.1));
        prefer("coupled", causal, folder, ADAPTER, COUPLED);
        rank(scalar, folder);
        head();
        sample(causal);
        score(causal, scalar);
    }

    private static void imitate(String name, Path model, Path folder, Tuning tuning) {
        List<Imitation> data = TinyModels.groups(8, 1, 1).stream().map(Imitation::new).toList();
        try (CausalLm policy = CausalLm.trainable(model, tuning)) {
            train(name, policy, new SftObjective(policy), data, folder);
        }
    }

    private static void prefer(
            String name, Path model, Path folder, Tuning tuning, PairwiseLoss loss) {
        List<ReferencedPair> data =
                groupsOf(2).stream()
                        .map(g -> new ReferencedPair(g, new PairSums(-30, -30, -30, -30)))
                        .toList();
        try (CausalLm policy = CausalLm.trainable(model, tuning)) {
            train(name, policy, new PreferenceObjective(policy, loss), data, folder);
        }
    }

    private static void rank(Path model, Path folder) {
        List<Ranking> data =
                groupsOf(3).stream().map(g -> new Ranking(g, new double[] {1, 2, 3})).toList();
        try (ScalarModel reward = ScalarModel.trainable(model, Dtype.FLOAT32, 1)) {
            var loss = new PlackettLuceLoss(PlackettLuceLoss.Ties.EXCLUDE);
            train("ranking", reward, new RankingObjective(reward, loss), data, folder);
        }
    }

    private static void head() {
        try (var _ = new TensorScope()) {
            var head = new ChunkedHead();
            repeat("chunked-head", head::step);
        }
    }

    private static void sample(Path model) {
        List<Prompt> prompts =
                IntStream.range(0, 4)
                        .mapToObj(i -> List.of(ChatMessage.user("Say " + i + "!")))
                        .map(m -> new Prompt(m.getFirst().content(), m, "", Map.of()))
                        .toList();
        var params = new SamplingParams(3, 1.0, 0.9, 50, 0, 24, 1);
        try (var generator = LocalGenerator.open(model, new ChatMlTemplate(), Dtype.FLOAT32)) {
            repeat("generation", () -> generator.generate(prompts, params, RunContext.QUIET));
        }
    }

    private static void score(Path causal, Path scalar) {
        List<TokenGroup> groups = TinyModels.groups(8, 3, 2);
        try (CausalLm policy = CausalLm.frozen(causal, Dtype.FLOAT32);
                ScalarModel reward = ScalarModel.frozen(scalar, Dtype.FLOAT32)) {
            var logProbs = ReplyScorer.logProbs(policy, 100); // several batches, side by side
            var scores = ReplyScorer.scores(reward, 100);
            repeat(
                    "scoring",
                    () -> {
                        logProbs.score(groups, "log-probs", RunContext.QUIET);
                        scores.score(groups, "scores", RunContext.QUIET);
                    });
        }
    }

    private static List<TokenGroup> groupsOf(int replies) {
        return TinyModels.groups(60, replies, 3).stream()
                .filter(g -> g.replies().size() == replies)
                .limit(8)
                .toList();
    }

    /// Trains in one run, several micro-batches a step, and counts between its steps.
    private static <E extends TrainingExample> void train(
            String name, TrainableModel model, Objective<E> objective, List<E> data, Path folder) {
        var settings =
                new TrainingSettings(
                        1e-3,
                        new LrSchedule.Constant(0),
                        new AdamWSettings(0.9, 0.95, 1e-8, 0.01),
                        1.0,
                        data.size(),
                        WARM_UP + STEPS,
                        100,
                        0,
                        7);
        var counter = new Counter(name);
        var context = new RunContext((_, _, _) -> counter, () -> false);
        new Trainer<>(model, objective, settings, folder.resolve(name), context).run(name, data);
    }

    private static void repeat(String name, Runnable step) {
        try (var counter = new Counter(name)) {
            for (int i = 0; i < WARM_UP + STEPS; i++) {
                step.run();
                counter.advance(1, "");
            }
        }
    }

    /// Counts native objects after the warm-up and at the end.
    private static final class Counter implements Progress.Task {
        private final String name;
        private long steps;
        private long warm;
        private long now;

        Counter(String name) {
            this.name = name;
        }

        @Override
        public void advance(long done, String note) {
            steps += done;
            now = Pointer.totalCount();
            if (steps == WARM_UP) {
                warm = now;
            }
        }

        @Override
        public void close() {
            if (steps != WARM_UP + STEPS) {
                throw new IllegalStateException(name + " took " + steps + " steps");
            }
            System.out.println(name + " " + (now - warm));
        }
    }
}
