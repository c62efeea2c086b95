package dev.murmur.online;

import dev.murmur.data.Candidates;
import dev.murmur.data.Reply;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.PolicyEvaluation;
import dev.murmur.evaluation.ReplyOutcome;
import dev.murmur.metrics.RunContext;
import dev.murmur.reward.RewardModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Evaluates the starting model and the models made of it on the held-out prompts, one reply each.
public final class HeldOutEvaluation {
    private final Path startModel;
    private final HeldOut heldOut;
    private final PolicyParts policy;
    private final PhaseLedger ledger;
    private final RunContext context;
    private final HeldOutReplies replies;
    private final IterationFiles start;

    /// @param run the run folder
    /// @param startModel folder of the model that the others are compared with
    public HeldOutEvaluation(
            Path run,
            Path startModel,
            HeldOut heldOut,
            PolicyParts policy,
            PhaseLedger ledger,
            RunContext context) {
        this.startModel = startModel;
        this.heldOut = heldOut;
        this.policy = policy;
        this.ledger = ledger;
        this.context = context;
        this.replies = new HeldOutReplies(heldOut, policy, ledger, context);
        this.start = new IterationFiles(run.resolve("start"));
    }

    /// The starting model against itself.
    public void ofStart() {
        replies.of(start, startModel);
        ledger.run(
                evaluate(start),
                () -> {
                    List<Candidates> replies = start.readReplies();
                    var same = new double[replies.size()]; // no log-ratio to itself
                    evaluate(start, outcomes(replies, same));
                });
    }

    /// Another model against the starting model, which was evaluated before.
    ///
    /// @param folder where its replies and numbers go
    /// @param model its folder
    public void of(Path folder, Path model) {
        var files = new IterationFiles(folder);
        replies.of(files, model);
        Phase phase =
                evaluate(files)
                        .uses("likelihood", policy.likelihood())
                        .reads("policy", model)
                        .reads("start", startModel)
                        .reads("start/outcomes.jsonl", start.outcomes());
        ledger.run(
                phase,
                () -> {
                    List<Candidates> replies = files.readReplies();
                    evaluate(files, outcomes(replies, logRatios(replies, model)));
                });
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
        return first(model.score(replies, context));
    }

    private double[] logRatios(List<Candidates> replies, Path model) {
        double[] ratios = logProbs(replies, model);
        double[] atStart = logProbs(replies, startModel);
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] -= atStart[i];
        }
        return ratios;
    }

    private double[] logProbs(List<Candidates> replies, Path folder) {
        try (var model = policy.likelihood().value().apply(folder)) {
            return first(model.logProbs(replies, context));
        }
    }

    private static double[] first(List<double[]> ofEachReply) {
        return ofEachReply.stream().mapToDouble(replies -> replies[0]).toArray();
    }
}
