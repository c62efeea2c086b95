package dev.murmur.bench.program;

import dev.murmur.bench.ProcessMemory;
import dev.murmur.data.TokenGroup;
import dev.murmur.loss.DpoLoss;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.objective.Imitation;
import dev.murmur.objective.Objective;
import dev.murmur.objective.PairSums;
import dev.murmur.objective.PreferenceObjective;
import dev.murmur.objective.ReferencedPair;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.objective.SftObjective;
import dev.murmur.objective.TrainingExample;
import dev.murmur.plan.Device;
import dev.murmur.plan.MemoryPlan;
import dev.murmur.plan.ModelShape;
import dev.murmur.plan.PhasePlan;
import dev.murmur.plan.TrainingPlan;
import dev.murmur.tensor.Dtype;
import dev.murmur.training.AdamWSettings;
import dev.murmur.training.LrSchedule;
import dev.murmur.training.Trainer;
import dev.murmur.training.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// What `murmur plan` says against the measured peak of this process: `PlanCheck
/// sft|dpo|score-float32`, a process each.
public final class PlanCheck {
    private PlanCheck() {}

    public static void main(String[] args) throws IOException {
        String run = args.length == 1 ? args[0] : "";
        switch (run) {
            case "sft" -> sft();
            case "dpo" -> dpo();
            case "score" -> score();
            default -> {
                System.err.println("PlanCheck sft|dpo|score");
                System.exit(2);
            }
        }
    }

    private static void sft() throws IOException {
        int tokens = 8192;
        try (CausalLm model = Sizes.M15.open(32_002, 2)) {
            List<Imitation> examples =
                    Sample.groups(4 * tokens / 256, 128, 1, 128, 32_002).stream()
                            .map(Imitation::new)
                            .toList();
            train(model, new SftObjective(model), examples, tokens);
            compare("SFT, 15M, 8192 tokens", training(model, tokens));
        }
    }

    private static void dpo() throws IOException {
        int tokens = 4096;
        try (CausalLm model = Sizes.M110.open(2)) {
            List<ReferencedPair> pairs =
                    Sample.groups(2 * tokens / 512, 256, 2, 128, Sizes.M110.vocab()).stream()
                            .map(group ->
                                    new ReferencedPair(
                                            group, new PairSums(-1000, -1000, -1000, -1000)))
                            .toList();
            train(model, new PreferenceObjective(model, new DpoLoss(0.1)), pairs, tokens);
            compare("DPO, 110M, 4096 tokens", training(model, tokens));
        }
    }

    private static void score() {
        int tokens = 16_384;
        try (CausalLm model = Sizes.M110.open(2)) {
            List<TokenGroup> groups =
                    Sample.groups(2 * tokens / 1024, 256, 6, 128, Sizes.M110.vocab());
            ReplyScorer.logProbs(model, tokens).score(groups, "score", RunContext.QUIET);
            compare(
                    "score, 110M, 16384 tokens",
                    MemoryPlan.forward(
                            "score", ModelShape.of(model.config()), Dtype.FLOAT32, tokens));
        }
    }

    private static <E extends TrainingExample> void train(
            CausalLm model, Objective<E> objective, List<E> examples, int tokens)
            throws IOException {
        Path folder = Files.createTempDirectory("murmur-bench");
        var settings =
                new TrainingSettings(
                        1e-4,
                        new LrSchedule.Constant(0),
                        new AdamWSettings(0.9, 0.999, 1e-8, 0),
                        1,
                        examples.size(),
                        2,
                        tokens,
                        0,
                        1);
        new Trainer<>(model, objective, settings, folder, RunContext.QUIET).run("train", examples);
    }

    private static PhasePlan training(CausalLm model, int tokens) {
        return TrainingPlan.full(ModelShape.of(model.config()), Dtype.FLOAT32, tokens)
                .phase("train");
    }

    private static void compare(String run, PhasePlan plan) {
        double planned = (plan.use().total() + Device.cpu().base()) / 1e9;
        double measured = ProcessMemory.peak() * 1.048576 / 1e3;
        System.out.printf(
                Locale.ROOT,
                "%s: planned %.2f GB, measured %.2f GB, %+.0f %%; %s%n",
                run,
                planned,
                measured,
                100 * (planned / measured - 1),
                plan.use());
    }
}
