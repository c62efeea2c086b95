package dev.murmur.recipe;

import dev.murmur.data.DataReader;
import dev.murmur.data.LazyList;
import dev.murmur.data.PreferencePair;
import dev.murmur.data.Prompt;
import dev.murmur.data.TokenGroup;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.objective.Pair;
import dev.murmur.objective.PairSums;
import dev.murmur.objective.ReferencedPair;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.online.MarginFile;
import dev.murmur.online.MarginScorer;
import dev.murmur.online.Phase;
import dev.murmur.online.PhaseLedger;
import dev.murmur.online.ReferenceFile;
import dev.murmur.online.ReferenceLogProbs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The pairs of a file, and what is found out about them before a preference run trains.
///
/// @param prefix of the phases and files about them
/// @param groups their tokens, the chosen reply first
record PairFile(PreferenceRecipe recipe, Path file, String prefix, List<TokenGroup> groups) {
    /// Reads pairs of which memory holds none; their prompts only where rewards look at them.
    ///
    /// @throws dev.murmur.data.DataException if it cannot be used
    static PairFile read(
            PreferenceRecipe recipe, TextModel text, TokenFiles files, Path file, String prefix) {
        var prompts = new ArrayList<Prompt>();
        List<TokenGroup> groups =
                files.encode(
                        file,
                        rows -> DataReader.pairs(file, rows),
                        text.encoder(recipe.data().limits())::pairs,
                        row -> {
                            if (!recipe.marginRewards().isEmpty()) {
                                prompts.add(row.prompt());
                            }
                        });
        recipe.marginRewards().forEach(margin -> Rewards.check(margin.reward(), prompts));
        return new PairFile(recipe, file, prefix, groups);
    }

    List<Pair> pairs() {
        return LazyList.map(groups, Pair::new);
    }

    /// Writes what the reference and the margin rewards think of them.
    void prepare(Path folder, PhaseLedger ledger, RunContext context) {
        ledger.run(
                referencePhase(folder),
                TrainingRun.cache(recipe),
                () -> ReferenceFile.write(folder.resolve(reference()), logProbs(context)));
        MarginScorer scorer = MarginReward.scorer(recipe.marginRewards());
        if (!scorer.isNone()) {
            ledger.run(
                    marginPhase(folder, scorer),
                    TrainingRun.cache(recipe),
                    () ->
                            MarginFile.write(
                                    folder.resolve(margins()), scorer.score(rows(), context)));
        }
    }

    /// The texts of the groups.
    private List<PreferencePair> rows() {
        Set<String> kept = groups.stream().map(TokenGroup::id).collect(Collectors.toSet());
        return DataReader.pairs(file).stream()
                .filter(row -> kept.contains(row.prompt().id()))
                .toList();
    }

    /// A phase that reads what [#prepare] wrote.
    Phase readBy(Phase phase) {
        return recipe.marginRewards().isEmpty()
                ? phase.reads(reference())
                : phase.reads(reference(), margins());
    }

    List<ReferencedPair> referenced(Path folder) {
        List<ReferencedPair> pairs =
                ReferenceFile.join(groups, ReferenceFile.read(folder.resolve(reference())));
        return recipe.marginRewards().isEmpty()
                ? pairs
                : MarginFile.join(pairs, MarginFile.read(folder.resolve(margins())));
    }

    private String reference() {
        return prefix + "reference.jsonl";
    }

    private String margins() {
        return prefix + "margins.jsonl";
    }

    /// It depends on nothing of the loss or of the training but what it computes with, so that runs
    /// which differ in those share it.
    private Phase referencePhase(Path folder) {
        return Phase.of(prefix + "reference", folder)
                .dependsOn("template", TextModel.templateKey(recipe.model()))
                .dependsOn("limits", recipe.data().limits())
                .dependsOn("dtype", recipe.training().computed())
                .dependsOn("max_tokens_per_micro_batch", maxTokens())
                .reads("start", recipe.model().path())
                .reads("data", file)
                .writes(reference());
    }

    /// The pairs scored are those that the policy's template and limits leave.
    private Phase marginPhase(Path folder, MarginScorer scorer) {
        return scorer.usedBy(Phase.of(prefix + "margins", folder))
                .dependsOn("template", TextModel.templateKey(recipe.model()))
                .dependsOn("limits", recipe.data().limits())
                .reads("start", recipe.model().path())
                .reads("data", file)
                .writes(margins());
    }

    private List<ReferenceLogProbs> logProbs(RunContext context) {
        Path model = recipe.model().path();
        try (CausalLm lm = CausalLm.frozen(model, recipe.training().computed())) {
            List<double[]> sums =
                    ReplyScorer.pairLogProbs(lm, maxTokens())
                            .score(groups, "log-probs of " + model.getFileName(), context);
            return IntStream.range(0, groups.size())
                    .mapToObj(i ->
                            new ReferenceLogProbs(groups.get(i).id(), PairSums.of(sums.get(i))))
                    .toList();
        }
    }

    private int maxTokens() {
        return recipe.training().maxTokensPerMicroBatch();
    }
}
