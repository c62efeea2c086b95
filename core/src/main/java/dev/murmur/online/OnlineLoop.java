package dev.murmur.online;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.KeyedRandom;
import dev.murmur.data.PreferencePair;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.generation.SamplingParams;
import dev.murmur.metrics.RunContext;
import dev.murmur.objective.Likelihood;
import dev.murmur.objective.PairSums;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Iterations of sample, score, select, train and evaluate: iterative direct preference
/// optimisation when the trainer's loss is [dev.murmur.loss.PreferenceLoss] (Xiong et al. 2024,
/// arXiv 2312.11456).
///
/// Every step is a [Phase] with files; what one hands the next goes through those files, so a run
/// that was killed goes on as if it had not been. See docs/architecture.md for the folder.
public final class OnlineLoop {
    private final OnlineSettings settings;
    private final OnlineParts parts;
    private final RunContext context;
    private final PhaseLedger ledger;
    private final HeldOutEvaluation evaluation;

    public OnlineLoop(
            OnlineSettings settings, OnlineParts parts, RunContext context, InstantSource clock) {
        this.settings = settings;
        this.parts = parts;
        this.context = context;
        this.ledger = new PhaseLedger(settings.output(), context.stop(), clock);
        this.evaluation = new HeldOutEvaluation(settings, parts, ledger, context);
    }

    /// Runs what is not done yet.
    ///
    /// @return folder of the last iteration's model
    /// @throws DataException if the folder holds phases of another run, or an iteration has no pair
    /// @throws dev.murmur.metrics.StoppedException if asked to stop; another call goes on from
    ///   there
    public Path run() {
        evaluation.ofStart();
        Path policy = settings.policy();
        for (int iteration = 1; iteration <= settings.iterations(); iteration++) {
            policy = iterate(iteration, policy);
        }
        return policy;
    }

    private Path iterate(int iteration, Path policy) {
        var files = new IterationFiles(settings.output().resolve("iteration-" + iteration));
        prompts(iteration, files);
        sample(iteration, files, policy);
        score(files);
        select(files);
        switch (settings.reference()) {
            case INITIAL -> reference(files, settings.policy());
            case PREVIOUS -> reference(files, policy);
            case NONE -> {}
        }
        train(iteration, files, policy);
        evaluation.of(files);
        return files.model();
    }

    private void prompts(int iteration, IterationFiles files) {
        Phase phase =
                Phase.of("prompts", files.folder())
                        .uses("prompts", parts.prompts())
                        .writes(IterationFiles.PROMPTS);
        ledger.run(phase, () -> files.writePrompts(parts.prompts().value().apply(iteration)));
    }

    private void sample(int iteration, IterationFiles files, Path policy) {
        SamplingParams params = keyed(settings.sampling(), iteration);
        Phase phase =
                Phase.of("sample", files.folder())
                        .dependsOn("sampling", params)
                        .uses("generator", parts.generator())
                        .reads("policy", policy)
                        .reads(IterationFiles.PROMPTS)
                        .writes(IterationFiles.CANDIDATES);
        ledger.run(
                phase,
                () -> {
                    try (var generator = parts.generator().value().apply(policy)) {
                        files.writeCandidates(
                                generator.generate(files.readPrompts(), params, context));
                    }
                });
    }

    private static SamplingParams keyed(SamplingParams params, int iteration) {
        long key = KeyedRandom.key(params.seed(), "iteration", "");
        return new SamplingParams(
                params.n(),
                params.temperature(),
                params.topP(),
                params.topK(),
                params.minP(),
                params.maxNewTokens(),
                KeyedRandom.bits(key, iteration));
    }

    private void score(IterationFiles files) {
        Phase phase =
                Phase.of("score", files.folder())
                        .uses("reward", parts.reward())
                        .reads(IterationFiles.CANDIDATES)
                        .writes(IterationFiles.SCORES);
        ledger.run(
                phase,
                () -> {
                    List<Candidates> candidates = files.readCandidates();
                    try (var reward = parts.reward().value().get()) {
                        files.writeScores(candidates, reward.score(candidates, context));
                    }
                });
    }

    private void select(IterationFiles files) {
        Phase phase =
                Phase.of("select", files.folder())
                        .dependsOn("pairs", parts.selector())
                        .reads(IterationFiles.CANDIDATES, IterationFiles.SCORES)
                        .writes(IterationFiles.PAIRS, IterationFiles.SELECTION);
        ledger.run(
                phase,
                () -> {
                    List<ScoredCandidates> scored = files.readScored();
                    Selection selection =
                            parts.selector()
                                    .select(
                                            scored.stream()
                                                    .map(ScoredCandidates::competing)
                                                    .toList());
                    files.writeSelection(
                            requirePairs(files, selection),
                            scored.stream().mapToInt(ScoredCandidates::unscored).sum());
                });
    }

    private static Selection requirePairs(IterationFiles files, Selection selection) {
        if (selection.pairs().isEmpty()) {
            throw new DataException(
                    files.folder()
                            + " has no pair to learn from: "
                            + selection.skippedPrompts()
                            + " prompts were skipped, by reason "
                            + selection.skipped()
                            + "; more prompts, more replies a prompt (sampling.n), a higher"
                            + " sampling.temperature or a lower pairs.min_margin give some");
        }
        return selection;
    }

    private void reference(IterationFiles files, Path reference) {
        Phase phase =
                Phase.of("reference", files.folder())
                        .uses("likelihood", parts.likelihood())
                        .reads("reference", reference)
                        .reads(IterationFiles.PAIRS)
                        .writes(IterationFiles.REFERENCE);
        ledger.run(
                phase,
                () -> {
                    try (var model = parts.likelihood().value().apply(reference)) {
                        files.writeReference(logProbs(model, files.readPairs()));
                    }
                });
    }

    private List<ReferenceLogProbs> logProbs(Likelihood model, List<PreferencePair> pairs) {
        List<Candidates> both =
                pairs.stream()
                        .map(p -> new Candidates(p.prompt(), List.of(p.chosen(), p.rejected())))
                        .toList();
        List<PairSums> sums = model.pairLogProbs(both, context);
        var lines = new ArrayList<ReferenceLogProbs>();
        for (int i = 0; i < pairs.size(); i++) {
            lines.add(new ReferenceLogProbs(pairs.get(i).prompt().id(), sums.get(i)));
        }
        return lines;
    }

    private void train(int iteration, IterationFiles files, Path policy) {
        Phase phase =
                Phase.of("train", files.folder())
                        .dependsOn("iteration", iteration)
                        .uses("trainer", parts.trainer())
                        .reads("policy", policy)
                        .reads(IterationFiles.PAIRS)
                        .writes(IterationFiles.METRICS, IterationFiles.MODEL);
        boolean compares = settings.reference() != Reference.NONE;
        ledger.run(
                compares ? phase.reads(IterationFiles.REFERENCE) : phase,
                () ->
                        parts.trainer()
                                .value()
                                .train(
                                        new TrainingJob(
                                                iteration,
                                                policy,
                                                files.readPairs(),
                                                compares ? files.readReference() : List.of(),
                                                files.folder()),
                                        context));
    }
}
