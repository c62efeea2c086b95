package dev.murmur.online;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.KeyedRandom;
import dev.murmur.data.PreferencePair;
import dev.murmur.data.ScoredCandidates;
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
    private final SamplingPhases sampling;
    private final HeldOutEvaluation evaluation;

    public OnlineLoop(
            OnlineSettings settings, OnlineParts parts, RunContext context, InstantSource clock) {
        this.settings = settings;
        this.parts = parts;
        this.context = context;
        this.ledger = new PhaseLedger(settings.output(), context.stop(), clock);
        this.sampling =
                new SamplingPhases(
                        parts.prompts(), settings.sampling(), parts.policy(), ledger, context);
        this.evaluation =
                new HeldOutEvaluation(
                        settings.output(),
                        settings.policy(),
                        parts.heldOut(),
                        parts.policy(),
                        ledger,
                        context);
    }

    /// Runs what is not done yet.
    ///
    /// @return folder of the last iteration's model, or of the one before it if a stop rule
    ///   objected to the last
    /// @throws DataException if the folder holds phases of another run, or an iteration has no pair
    /// @throws dev.murmur.metrics.StoppedException if asked to stop; another call goes on from
    ///   there
    public Path run() {
        var rules = new StopRules(settings.output(), settings.stop());
        evaluation.ofStart();
        Path policy = settings.policy();
        for (int iteration = 1; iteration <= settings.iterations(); iteration++) {
            IterationFiles files = files(iteration);
            iterate(iteration, files, policy);
            if (rules.trip(files.folder(), evaluation.of(files.folder(), files.model()), policy)) {
                return policy;
            }
            policy = files.model();
        }
        return policy;
    }

    private void iterate(int iteration, IterationFiles files, Path policy) {
        sampling.run(iteration, files, policy);
        select(iteration, files);
        TrainingPairs pairs = new TrainingPairs(this::files, iteration, settings.data());
        switch (settings.reference()) {
            case INITIAL -> reference(pairs, settings.policy());
            case PREVIOUS -> reference(pairs, policy);
            case NONE -> {}
        }
        margins(pairs);
        train(pairs, policy);
    }

    private IterationFiles files(int iteration) {
        return new IterationFiles(settings.output().resolve("iteration-" + iteration));
    }

    private void select(int iteration, IterationFiles files) {
        long seed = KeyedRandom.key(settings.sampling().seed(), "pairs", "" + iteration);
        Phase phase =
                Phase.of("select", files.folder())
                        .dependsOn("pairs", parts.selector())
                        .dependsOn("seed", seed)
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
                                                    .toList(),
                                            seed);
                    Rows.requireAll(
                            phase,
                            scored.stream().map(row -> row.candidates().prompt().id()),
                            selection.pairs().stream().map(pair -> pair.prompt().id()),
                            selection.skippedPrompts());
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

    private void reference(TrainingPairs pairs, Path reference) {
        IterationFiles files = pairs.files();
        Phase phase =
                pairs.readBy(Phase.of("reference", files.folder()))
                        .uses("likelihood", parts.policy().likelihood())
                        .reads("reference", reference)
                        .writes(IterationFiles.REFERENCE);
        ledger.run(
                phase,
                () -> {
                    try (var model = parts.policy().likelihood().value().apply(reference)) {
                        files.writeReference(logProbs(phase, model, pairs.read()));
                    }
                });
    }

    private List<ReferenceLogProbs> logProbs(
            Phase phase, Likelihood model, List<PreferencePair> pairs) {
        List<Candidates> both =
                pairs.stream()
                        .map(p -> new Candidates(p.prompt(), List.of(p.chosen(), p.rejected())))
                        .toList();
        List<PairSums> sums = model.pairLogProbs(both, context);
        Rows.requireCount(phase, "pairs with log-probs", pairs.size(), sums.size());
        var lines = new ArrayList<ReferenceLogProbs>();
        for (int i = 0; i < pairs.size(); i++) {
            lines.add(new ReferenceLogProbs(pairs.get(i).prompt().id(), sums.get(i)));
        }
        return lines;
    }

    private void margins(TrainingPairs pairs) {
        MarginScorer scorer = parts.margins();
        if (scorer.isNone()) {
            return;
        }
        IterationFiles files = pairs.files();
        Phase phase =
                scorer.usedBy(pairs.readBy(Phase.of("margins", files.folder())))
                        .writes(IterationFiles.MARGINS);
        ledger.run(phase, () -> files.writeMargins(scorer.score(pairs.read(), context)));
    }

    private void train(TrainingPairs pairs, Path policy) {
        IterationFiles files = pairs.files();
        Phase phase =
                pairs.readBy(Phase.of("train", files.folder()))
                        .dependsOn("iteration", pairs.iteration())
                        .uses("trainer", parts.trainer())
                        .reads("policy", policy)
                        .writes(IterationFiles.METRICS, IterationFiles.MODEL);
        boolean compares = settings.reference() != Reference.NONE;
        boolean hasMargins = !parts.margins().isNone();
        phase = compares ? phase.reads(IterationFiles.REFERENCE) : phase;
        ledger.run(
                hasMargins ? phase.reads(IterationFiles.MARGINS) : phase,
                () ->
                        parts.trainer()
                                .value()
                                .train(
                                        new TrainingJob(
                                                pairs.iteration(),
                                                policy,
                                                pairs.read(),
                                                compares ? files.readReference() : List.of(),
                                                hasMargins ? files.readMargins() : List.of(),
                                                files.folder()),
                                        context));
    }
}
