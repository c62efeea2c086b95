package dev.murmur.online;

import dev.murmur.data.Candidates;
import dev.murmur.data.Reply;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.Monitors;
import dev.murmur.evaluation.PolicyEvaluation;
import dev.murmur.evaluation.ReplyOutcome;
import dev.murmur.generation.LogProbGap;
import dev.murmur.metrics.RunContext;
import dev.murmur.reward.RewardModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Evaluates a baseline, the starting model of a loop, and the models held against it on the
/// held-out prompts, one reply each, and watches for what goes wrong without an error.
public final class HeldOutEvaluation {
    private static final Logger LOG = LoggerFactory.getLogger(HeldOutEvaluation.class);

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
        return switch (baseline) {
            case Baseline.Model(Path model, Decoding decoding) -> {
                replies.of(start, model, decoding);
                yield ofStart(Optional.of(model).filter(_ -> decoding.drawsAsTheModel()));
            }
            case Baseline.Replies given -> {
                replies.given(start, given.replies());
                yield ofStart(Optional.empty());
            }
        };
    }

    /// @param drawn the model, if it drew its replies as it is
    private Monitors ofStart(Optional<Path> drawn) {
        Phase phase = evaluate(start);
        ledger.run(
                drawn.map(model -> gap(likelihood(phase).reads("policy", model))).orElse(phase),
                () -> {
                    List<Candidates> replies = start.readReplies();
                    drawn.ifPresent(model -> writeGap(start, replies, logProbs(replies, model)));
                    var same = new double[replies.size()]; // no log-ratio to itself
                    evaluate(start, outcomes(replies, same));
                });
        return monitor(start, drawn.isPresent());
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
        boolean drawn = heldOut.decoding().drawsAsTheModel();
        if (baseline instanceof Baseline.Model(Path start, Decoding _)) {
            phase = likelihood(phase).reads("start", start);
        }
        ledger.run(
                drawn ? gap(likelihood(phase)) : phase,
                () -> {
                    List<Candidates> replies = files.readReplies();
                    double[] logProbs =
                            drawn || baseline instanceof Baseline.Model
                                    ? logProbs(replies, model)
                                    : unknown(replies);
                    if (drawn) {
                        writeGap(files, replies, logProbs);
                    }
                    evaluate(files, outcomes(replies, logRatios(replies, logProbs)));
                });
        return monitor(files, drawn);
    }

    /// Takes the signs of a model that was evaluated, against every one before it.
    ///
    /// @param drawn whether its replies came with log-probs
    private Monitors monitor(IterationFiles files, boolean drawn) {
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
        if (drawn) {
            phase = phase.reads(IterationFiles.LOG_PROB_GAP);
        }
        Optional<LogProbGap> gap = drawn ? Optional.of(files.readGap()) : Optional.empty();
        ledger.run(phase, () -> EvaluationFiles.write(files.monitors(), monitors(files, gap)));
        gap.flatMap(LogProbGap::alarm)
                .ifPresent(alarm -> LOG.warn("{}: {}", files.folder().getFileName(), alarm));
        stages.add(files);
        return EvaluationFiles.read(files.monitors(), Monitors.class);
    }

    private Monitors monitors(IterationFiles files, Optional<LogProbGap> gap) {
        Monitors monitors =
                Monitors.of(
                        EvaluationFiles.read(files.evaluation(), PolicyEvaluation.class),
                        files.readReplies().stream()
                                .map(r -> r.replies().getFirst().ids())
                                .toList(),
                        EvaluationFiles.readOutcomes(files.outcomes()),
                        stages.stream()
                                .map(s -> EvaluationFiles.readOutcomes(s.outcomes()))
                                .toList(),
                        gap.map(LogProbGap::mean).orElse(null));
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

    private Phase likelihood(Phase phase) {
        return phase.uses("likelihood", policy.likelihood());
    }

    private static Phase gap(Phase phase) {
        return phase.reads(IterationFiles.REPLY_LOG_PROBS).writes(IterationFiles.LOG_PROB_GAP);
    }

    private void writeGap(IterationFiles files, List<Candidates> replies, double[] logProbs) {
        double[] drawn =
                first(
                        replies,
                        files.readReplyLogProbs().stream().map(ScoredCandidates::scores).toList());
        files.writeGap(LogProbGap.ofReplies(replies, drawn, logProbs));
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

    private double[] logRatios(List<Candidates> replies, double[] logProbs) {
        if (!(baseline instanceof Baseline.Model(Path start, Decoding _))) {
            return unknown(replies);
        }
        double[] ratios = logProbs.clone();
        double[] atStart = logProbs(replies, start);
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] -= atStart[i];
        }
        return ratios;
    }

    private static double[] unknown(List<Candidates> replies) {
        var unknown = new double[replies.size()];
        Arrays.fill(unknown, Double.NaN);
        return unknown;
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
