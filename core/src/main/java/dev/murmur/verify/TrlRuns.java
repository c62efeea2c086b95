package dev.murmur.verify;

import dev.murmur.data.TokenGroup;
import dev.murmur.loss.PairwiseLoss;
import dev.murmur.loss.RankingLoss;
import dev.murmur.loss.UnpairedLoss;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.ScalarModel;
import dev.murmur.model.TrainableModel;
import dev.murmur.objective.Imitation;
import dev.murmur.objective.LabelledExample;
import dev.murmur.objective.Objective;
import dev.murmur.objective.PairSums;
import dev.murmur.objective.PreferenceObjective;
import dev.murmur.objective.Ranking;
import dev.murmur.objective.RankingObjective;
import dev.murmur.objective.ReferencedPair;
import dev.murmur.objective.ReferencedReply;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.objective.SftObjective;
import dev.murmur.objective.TrainingExample;
import dev.murmur.objective.UnpairedObjective;
import dev.murmur.tensor.Dtype;
import dev.murmur.verify.Replay.Mean;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Runs of TRL's trainers, taken again from the same models and pairs.
///
/// @param folder with the models `policy`, `reference` and `reward`
/// @param tolerance largest difference that passes
record TrlRuns(Path folder, List<TokenGroup> pairs, ReplaySettings settings, double tolerance) {
    private static final int MAX_TOKENS = 8192;
    private static final Map<String, String> OF_PAIRS =
            Map.of(
                    "rewards/chosen", "reward_chosen",
                    "rewards/rejected", "reward_rejected",
                    "rewards/margins", "margin",
                    "rewards/accuracies", "accuracy");
    private static final Map<String, String> OF_LABELS =
            Map.of(
                    "rewards/chosen", "reward_desirable",
                    "rewards/rejected", "reward_undesirable",
                    "rewards/margins", "margin");
    private static final Map<String, String> OF_SCORES =
            Map.of("accuracy", "accuracy", "margin", "margin", "mean_reward", "score");

    /// Compares a run, or says that it is of no kind known here.
    ///
    /// @param name trainer and setting, such as `dpo/sigmoid`
    List<Check> compare(String name, Field expected) {
        String setting = name.substring(name.indexOf('/') + 1);
        PairwiseLoss pairwise = TrlLosses.PAIRWISE.get(setting);
        if (name.startsWith("dpo/") && pairwise != null) {
            return preference(pairwise, new Trajectory(expected, OF_PAIRS, tolerance));
        }
        UnpairedLoss unpaired = TrlLosses.UNPAIRED.get(setting);
        if (name.startsWith("kto/") && unpaired != null) {
            return unpaired(unpaired, new Trajectory(expected, OF_LABELS, tolerance));
        }
        RankingLoss ranking = TrlLosses.RANKING.get(setting);
        if (name.startsWith("reward/") && ranking != null) {
            return ranking(ranking, new Trajectory(expected, OF_SCORES, tolerance));
        }
        if (name.equals("sft/assistant-only")) {
            return imitation(new Trajectory(expected, Map.of(), tolerance));
        }
        return List.of(Check.without(name, Outcome.NOT_CHECKED, "no run known to this version"));
    }

    List<Check> preference(PairwiseLoss loss, Trajectory expected) {
        List<double[]> reference = reference(ReplyScorer::pairLogProbs, pairs);
        List<ReferencedPair> rows =
                IntStream.range(0, pairs.size())
                        .mapToObj(i ->
                                new ReferencedPair(pairs.get(i), PairSums.of(reference.get(i))))
                        .toList();
        try (CausalLm policy = policy()) {
            var objective = new PreferenceObjective(policy, loss);
            return compare(Mean.OF_MICRO_BATCHES, policy, objective, rows, expected);
        }
    }

    /// Row i is the chosen reply of pair i, desirable, where i is even, else the rejected one. TRL
    /// mismatches replies within a micro-batch: each prompt gets the reply of the row before.
    private List<Check> unpaired(UnpairedLoss loss, Trajectory expected) {
        int size = settings.rows();
        List<ReferencedReply> own = referenced(i -> reply(i, i));
        List<ReferencedReply> mismatched =
                referenced(i -> reply(i, i / size * size + (i + size - 1) % size));
        List<LabelledExample> rows =
                IntStream.range(0, pairs.size())
                        .mapToObj(
                                i -> new LabelledExample(own.get(i), i % 2 == 0, mismatched.get(i)))
                        .toList();
        try (CausalLm policy = policy()) {
            var objective = new UnpairedObjective(policy, loss);
            return compare(Mean.OF_MICRO_BATCHES, policy, objective, rows, expected);
        }
    }

    /// The reply of one row after the prompt of another.
    private TokenGroup reply(int prompt, int row) {
        TokenGroup pair = pairs.get(prompt);
        return new TokenGroup(
                pair.id(), pair.prompt(), List.of(pairs.get(row).replies().get(row % 2)));
    }

    private List<ReferencedReply> referenced(IntFunction<TokenGroup> group) {
        List<TokenGroup> groups = IntStream.range(0, pairs.size()).mapToObj(group).toList();
        List<double[]> logProbs = reference(ReplyScorer::logProbs, groups);
        return IntStream.range(0, groups.size())
                .mapToObj(i -> new ReferencedReply(groups.get(i), logProbs.get(i)[0]))
                .toList();
    }

    private List<double[]> reference(
            BiFunction<CausalLm, Integer, ReplyScorer> scorer, List<TokenGroup> groups) {
        try (CausalLm model = CausalLm.frozen(folder.resolve("reference"), Dtype.FLOAT32)) {
            return scorer.apply(model, MAX_TOKENS).score(groups, "reference", RunContext.QUIET);
        }
    }

    private List<Check> ranking(RankingLoss loss, Trajectory expected) {
        List<Ranking> rows =
                pairs.stream().map(pair -> new Ranking(pair, new double[] {1, 2})).toList();
        try (ScalarModel model =
                ScalarModel.trainable(folder.resolve("reward"), Dtype.FLOAT32, 0)) {
            var objective = new RankingObjective(model, loss);
            return compare(Mean.OF_MICRO_BATCHES, model, objective, rows, expected);
        }
    }

    /// Of the chosen replies.
    private List<Check> imitation(Trajectory expected) {
        List<Imitation> rows = pairs.stream().map(TrlRuns::chosen).map(Imitation::new).toList();
        try (CausalLm policy = policy()) {
            return compare(Mean.OF_STEP, policy, new SftObjective(policy), rows, expected);
        }
    }

    private static TokenGroup chosen(TokenGroup pair) {
        return new TokenGroup(pair.id(), pair.prompt(), List.of(pair.replies().getFirst()));
    }

    private CausalLm policy() {
        return CausalLm.trainable(folder.resolve("policy"), Dtype.FLOAT32);
    }

    private <E extends TrainingExample> List<Check> compare(
            Mean mean,
            TrainableModel model,
            Objective<E> objective,
            List<E> rows,
            Trajectory expected) {
        var steps = new Replay(settings, mean).run(model, objective, rows);
        return expected.compare(steps, model.parameters().masters());
    }
}
