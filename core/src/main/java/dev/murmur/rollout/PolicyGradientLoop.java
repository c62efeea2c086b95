package dev.murmur.rollout;

import dev.murmur.metrics.RunContext;
import dev.murmur.model.ActorCritic;
import dev.murmur.online.HeldOut;
import dev.murmur.online.HeldOutEvaluation;
import dev.murmur.online.Part;
import dev.murmur.online.Phase;
import dev.murmur.online.PhaseLedger;
import dev.murmur.online.PolicyParts;
import dev.murmur.online.StopRules;
import dev.murmur.training.Trainer;
import java.nio.file.Path;
import java.time.InstantSource;

/// Policy-gradient training in stretches of some iterations, each a phase that ends with a model
/// and its evaluation, so that evaluation does not need memory beside training.
///
/// What goes from one stretch to the next is a checkpoint: weights and optimiser. See
/// docs/architecture.md for the folder.
public final class PolicyGradientLoop {
    private static final String MODEL = "model";

    private final PolicyGradientSettings settings;
    private final PolicyParts policy;
    private final Part<RolloutTrainer> trainer;
    private final RunContext context;
    private final PhaseLedger ledger;
    private final HeldOutEvaluation evaluation;

    public PolicyGradientLoop(
            PolicyGradientSettings settings,
            PolicyParts policy,
            HeldOut heldOut,
            Part<RolloutTrainer> trainer,
            RunContext context,
            InstantSource clock) {
        this.settings = settings;
        this.policy = policy;
        this.trainer = trainer;
        this.context = context;
        this.ledger = new PhaseLedger(settings.output(), context.stop(), clock);
        this.evaluation =
                new HeldOutEvaluation(
                        settings.output(), settings.policy(), heldOut, policy, ledger, context);
    }

    /// Runs what is not done yet.
    ///
    /// @return folder of the last iteration's model, or of the one evaluated before it if a stop
    ///   rule objected to the last
    /// @throws dev.murmur.metrics.StoppedException if asked to stop; another call goes on from
    ///   there
    public Path run() {
        var rules = new StopRules(settings.output(), settings.stop());
        evaluation.ofStart();
        Path before = settings.policy();
        int done = 0;
        while (done < settings.iterations()) {
            int end = Math.min(done + settings.evaluateEvery(), settings.iterations());
            Path folder = settings.output().resolve("iteration-" + end);
            Path model = folder.resolve(MODEL);
            train(done + 1, end, before, folder);
            if (rules.trip(folder, evaluation.of(folder, model), before)) {
                return before;
            }
            before = model;
            done = end;
        }
        return before;
    }

    /// @param before the model at the beginning
    /// @param folder of the last iteration
    private void train(int first, int last, Path before, Path folder) {
        Phase phase =
                Phase.of("train", folder)
                        .dependsOn("iterations", first + " to " + last)
                        .uses("trainer", trainer)
                        .uses("reward", policy.reward())
                        .reads("start", settings.policy())
                        .reads("policy", before)
                        .writes(MODEL);
        ledger.run(
                settings.values() ? phase.writes(ActorCritic.VALUE) : phase,
                () -> trainer.value().train(last, folder, context));
        for (int iteration = first; iteration <= last; iteration++) {
            RolloutFiles.of(settings.output(), iteration, settings.values()).forgetTokens();
        }
        if (last == settings.iterations()) {
            Trainer.discardCheckpoints(settings.output());
        }
    }
}
