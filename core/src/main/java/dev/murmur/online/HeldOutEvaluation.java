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

/// Evaluates the starting model and each iteration's on the held-out prompts, one reply each.
final class HeldOutEvaluation {
    private final OnlineSettings settings;
    private final OnlineParts parts;
    private final PhaseLedger ledger;
    private final RunContext context;
    private final IterationFiles start;

    HeldOutEvaluation(
            OnlineSettings settings, OnlineParts parts, PhaseLedger ledger, RunContext context) {
        this.settings = settings;
        this.parts = parts;
        this.ledger = ledger;
        this.context = context;
        this.start = new IterationFiles(settings.output().resolve("start"));
    }

    /// The starting model against itself.
    void ofStart() {
        replies(start, settings.policy());
        ledger.run(
                evaluate(start),
                () -> {
                    List<Candidates> replies = start.readReplies();
                    var same = new double[replies.size()]; // no log-ratio to itself
                    evaluate(start, outcomes(replies, same));
                });
    }

    /// An iteration's model against the starting model.
    void of(IterationFiles files) {
        replies(files, files.model());
        Phase phase =
                evaluate(files)
                        .uses("likelihood", parts.likelihood())
                        .reads("policy", files.model())
                        .reads("start", settings.policy())
                        .reads("start/outcomes.jsonl", start.outcomes());
        ledger.run(
                phase,
                () -> {
                    List<Candidates> replies = files.readReplies();
                    evaluate(files, outcomes(replies, logRatios(replies, files.model())));
                });
    }

    private void replies(IterationFiles files, Path policy) {
        Phase phase =
                Phase.of("replies", files.folder())
                        .dependsOn("evaluation.sampling", settings.evaluation())
                        .uses("held_out", parts.heldOut())
                        .uses("generator", parts.generator())
                        .reads("policy", policy)
                        .writes(IterationFiles.REPLIES);
        ledger.run(
                phase,
                () -> {
                    var prompts = parts.heldOut().value().get();
                    try (var generator = parts.generator().value().apply(policy)) {
                        files.writeReplies(
                                generator.generate(prompts, settings.evaluation(), context));
                    }
                });
    }

    private Phase evaluate(IterationFiles files) {
        return Phase.of("evaluate", files.folder())
                .uses("reward", parts.reward())
                .uses("judge", parts.judge())
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
        try (var reward = parts.reward().value().get()) {
            rewards = scores(reward, replies);
        }
        try (var judge = parts.judge().value().get()) {
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

    private double[] logRatios(List<Candidates> replies, Path policy) {
        double[] ratios = logProbs(replies, policy);
        double[] atStart = logProbs(replies, settings.policy());
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] -= atStart[i];
        }
        return ratios;
    }

    private double[] logProbs(List<Candidates> replies, Path folder) {
        try (var model = parts.likelihood().value().apply(folder)) {
            return first(model.logProbs(replies, context));
        }
    }

    private static double[] first(List<double[]> ofEachReply) {
        return ofEachReply.stream().mapToDouble(replies -> replies[0]).toArray();
    }
}
