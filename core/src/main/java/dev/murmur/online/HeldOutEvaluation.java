package dev.murmur.online;

import dev.murmur.data.Candidates;
import dev.murmur.data.Reply;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.Monitors;
import dev.murmur.evaluation.PolicyEvaluation;
import dev.murmur.evaluation.ReplyOutcome;
import dev.murmur.metrics.RunContext;
import dev.murmur.reward.RewardModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Evaluates a baseline, the starting model of a loop, and the models held against it on the
/// held-out prompts, one reply each, and watches for what goes wrong without an error.
public final class HeldOutEvaluation {
    private final Baseline baseline;
    private final HeldOut heldOut;
    private final PolicyParts policy;
    private final PhaseLedger ledger;
    private final RunContext context;
    private final HeldOutReplies replies;
    private final IterationFiles start;
    private final List<IterationFiles> stages = new ArrayList<>();

    /// Of a loop, whose models are compared with the one it started from.
    ///
    /// @param run the run folder
    /// @param startModel folder of the model that it starts from
    public HeldOutEvaluation(
            Path run,
            Path startModel,
            HeldOut heldOut,
            PolicyParts policy,
            PhaseLedger ledger,
            RunContext context) {
        this(
                run.resolve("start"),
                new Baseline.Model(startModel, heldOut.decoding()),
                heldOut,
                policy,
                ledger,
                context);
    }

    /// @param folder where the baseline's replies and numbers go
    public HeldOutEvaluation(
            Path folder,
            Baseline baseline,
            HeldOut heldOut,
            PolicyParts policy,
            PhaseLedger ledger,
            RunContext context) {
        this.baseline = baseline;
        this.heldOut = heldOut;
        this.policy = policy;
        this.ledger = ledger;
        this.context = context;
        this.replies = new HeldOutReplies(heldOut, policy, ledger, context);
        this.start = new IterationFiles(folder);
    }

    /// The baseline against itself.
    public Monitors ofStart() {
        switch (baseline) {
            case Baseline.Model model -> replies.of(start, model.folder(), model.decoding());
            case Baseline.Replies given -> replies.given(start, given.replies());
        }
        ledger.run(
                evaluate(start),
                () -> {
                    List<Candidates> replies = start.readReplies();
                    var same = new double[replies.size()]; // no log-ratio to itself
                    evaluate(start, outcomes(replies, same));
                });
        return monitor(start);
    }

    /// Another model against the baseline, which was evaluated before.
    ///
    /// @param folder where its replies and numbers go
    /// @param model its folder
    public Monitors of(Path folder, Path model) {
        var files = new IterationFiles(folder);
        replies.of(files, model, heldOut.decoding());
        Phase phase =
                evaluate(files)
                        .reads("policy", model)
                        .reads(start.folder().getFileName() + "/outcomes.jsonl", start.outcomes());
        Phase likely =
                baseline instanceof Baseline.Model(Path start, Decoding _)
                        ? phase.uses("likelihood", policy.likelihood()).reads("start", start)
                        : phase;
        ledger.run(
                likely,
                () -> {
                    List<Candidates> replies = files.readReplies();
                    evaluate(files, outcomes(replies, logRatios(replies, model)));
                });
        return monitor(files);
    }

    /// Takes the signs of a model that was evaluated, against every one before it.
    private Monitors monitor(IterationFiles files) {
        Phase phase =
                Phase.of("monitor", files.folder())
                        .reads(
                                IterationFiles.REPLIES,
                                IterationFiles.OUTCOMES,
                                IterationFiles.EVALUATION)
                        .writes(IterationFiles.MONITORS);
        for (IterationFiles stage : stages) {
            phase = phase.reads(stage.folder().getFileName() + "/outcomes", stage.outcomes());
        }
        ledger.run(phase, () -> EvaluationFiles.write(files.monitors(), monitors(files)));
        stages.add(files);
        return EvaluationFiles.read(files.monitors(), Monitors.class);
    }

    private Monitors monitors(IterationFiles files) {
        Monitors monitors =
                Monitors.of(
                        EvaluationFiles.read(files.evaluation(), PolicyEvaluation.class),
                        files.readReplies().stream()
                                .map(r -> r.replies().getFirst().ids())
                                .toList(),
                        EvaluationFiles.readOutcomes(files.outcomes()),
                        stages.stream()
                                .map(s -> EvaluationFiles.readOutcomes(s.outcomes()))
                                .toList());
        try (var task =
                context.progress().start(files.folder().getFileName() + "/monitor", 1, "models")) {
            task.advance(1, monitors.summary());
        }
        return monitors;
    }

    private Phase evaluate(IterationFiles files) {
        return Phase.of("evaluate", files.folder())
                .uses("reward", policy.reward())
                .uses("judge", heldOut.judge())
                .reads(IterationFiles.REPLIES)
                .writes(IterationFiles.OUTCOMES, IterationFiles.EVALUATION);
    }

    private void evaluate(IterationFiles files, Outcomes outcomes) {
        EvaluationFiles.writeOutcomes(files.outcomes(), outcomes.replies());
        var against = EvaluationFiles.readOutcomes(start.outcomes());
        EvaluationFiles.write(
                files.evaluation(),
                PolicyEvaluation.of(outcomes.judge(), outcomes.replies(), against));
    }

    private record Outcomes(String judge, List<ReplyOutcome> replies) {}

    private Outcomes outcomes(List<Candidates> replies, double[] logRatios) {
        double[] rewards;
        try (var reward = policy.reward().value().get()) {
            rewards = scores(reward, replies);
        }
        try (var judge = heldOut.judge().value().get()) {
            double[] judged = scores(judge, replies);
            var outcomes = new ArrayList<ReplyOutcome>();
            for (int i = 0; i < replies.size(); i++) {
                Reply reply = replies.get(i).replies().getFirst();
                outcomes.add(
                        new ReplyOutcome(
                                replies.get(i).prompt().id(),
                                reply.ids().length,
                                reply.finish(),
                                rewards[i],
                                judged[i],
                                logRatios[i]));
            }
            return new Outcomes(judge.id(), outcomes);
        }
    }

    private double[] scores(RewardModel model, List<Candidates> replies) {
        return first(replies, model.score(replies, context));
    }

    private double[] logRatios(List<Candidates> replies, Path model) {
        if (!(baseline instanceof Baseline.Model(Path start, Decoding _))) {
            var unknown = new double[replies.size()];
            Arrays.fill(unknown, Double.NaN);
            return unknown;
        }
        double[] ratios = logProbs(replies, model);
        double[] atStart = logProbs(replies, start);
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] -= atStart[i];
        }
        return ratios;
    }

    private double[] logProbs(List<Candidates> replies, Path folder) {
        try (var model = policy.likelihood().value().apply(folder)) {
            return first(replies, model.logProbs(replies, context));
        }
    }

    private double[] first(List<Candidates> replies, List<double[]> ofEachReply) {
        Rows.requireCount(
                evaluate(start), "replies with numbers", replies.size(), ofEachReply.size());
        return ofEachReply.stream().mapToDouble(numbers -> numbers[0]).toArray();
    }
}
