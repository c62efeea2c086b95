package dev.murmur.online;

import dev.murmur.data.AtomicFiles;
import dev.murmur.data.DataException;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.metrics.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Iterative rejection sampling, as for Merlinite-7B-pt: the policy replies several times to each
/// prompt, the reply with the highest reward is kept, the policy is fine-tuned on what was kept,
/// and again with the new policy.
///
/// The run is over at the peak of the batch reward ([BatchReward]): each iteration's replies say
/// how good the model is that wrote them, so when they score no higher than those of the model
/// before, that one was the peak. After the last iteration its model replies once more, to be
/// measured as the others were. The peak's model is copied to `model/`; it may be the start.
public final class RejectionLoop {
    private static final Logger LOG = LoggerFactory.getLogger(RejectionLoop.class);

    private final RejectionSettings settings;
    private final RejectionParts parts;
    private final RunContext context;
    private final PhaseLedger ledger;
    private final SamplingPhases sampling;
    private final HeldOutEvaluation evaluation;
    private final List<Peak.Model> measured = new ArrayList<>();

    public RejectionLoop(
            RejectionSettings settings,
            RejectionParts parts,
            RunContext context,
            InstantSource clock) {
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
    /// @return folder of the peak's copy
    /// @throws DataException if the folder holds phases of another run, or an iteration has no
    ///   reply to learn from
    /// @throws dev.murmur.metrics.StoppedException if asked to stop; another call goes on from
    ///   there
    public Path run() {
        var rules = new StopRules(settings.output(), settings.stop());
        if (rules.wasEnded()) {
            ledger.forget(exporting()); // it may have another peak now
        }
        evaluation.ofStart();
        String name = "start";
        Path policy = settings.policy();
        for (int iteration = 1; iteration <= settings.iterations(); iteration++) {
            IterationFiles files =
                    new IterationFiles(settings.output().resolve("iteration-" + iteration));
            sampling.run(iteration, files, policy);
            if (!rises(name, files)) {
                return export();
            }
            keep(files);
            train(iteration, files, policy);
            if (rules.trip(files.folder(), evaluation.of(files.folder(), files.model()), policy)) {
                return export();
            }
            name = "iteration-" + iteration;
            policy = files.model();
        }
        var files = new IterationFiles(settings.output().resolve("measure"));
        sampling.run(settings.iterations() + 1, files, policy);
        rises(name, files);
        return export();
    }

    /// Measures a model by the replies that it wrote.
    ///
    /// @return whether it is better than the one before it
    private boolean rises(String name, IterationFiles replies) {
        Estimate reward = BatchReward.of(replies.readScored());
        boolean better =
                measured.isEmpty() || reward.mean() > measured.getLast().batchReward().mean();
        measured.add(new Peak.Model(name, reward));
        return better;
    }

    private void keep(IterationFiles files) {
        Phase phase =
                Phase.of("keep", files.folder())
                        .reads(IterationFiles.CANDIDATES, IterationFiles.SCORES)
                        .writes(IterationFiles.KEPT, IterationFiles.SELECTION);
        ledger.run(
                phase,
                () -> {
                    List<ScoredCandidates> scored = files.readScored();
                    BestFinished.Kept kept = BestFinished.of(scored);
                    Rows.requireAll(
                            phase,
                            scored.stream().map(row -> row.candidates().prompt().id()),
                            kept.replies().stream().map(row -> row.prompt().id()),
                            kept.skippedPrompts());
                    requireReplies(files, kept);
                    files.writeKept(
                            kept, scored.stream().mapToInt(ScoredCandidates::unscored).sum());
                });
    }

    private static void requireReplies(IterationFiles files, BestFinished.Kept kept) {
        if (kept.replies().isEmpty()) {
            throw new DataException(
                    files.folder()
                            + " has no reply to learn from: "
                            + kept.skippedPrompts()
                            + " prompts were skipped, by reason "
                            + kept.skipped()
                            + "; a higher sampling.max_new_tokens lets more replies finish");
        }
    }

    private void train(int iteration, IterationFiles files, Path policy) {
        Phase phase =
                Phase.of("train", files.folder())
                        .dependsOn("iteration", iteration)
                        .uses("trainer", parts.trainer())
                        .reads("policy", policy)
                        .reads(IterationFiles.KEPT)
                        .writes(IterationFiles.METRICS, IterationFiles.MODEL);
        ledger.run(
                phase,
                () ->
                        parts.trainer()
                                .value()
                                .train(
                                        new ImitationJob(
                                                iteration,
                                                policy,
                                                files.readKept(),
                                                files.folder()),
                                        context));
    }

    /// Copies the peak's model, and says which it was and why.
    private Path export() {
        Peak peak = Peak.of(measured);
        boolean start = peak.peak().equals("start");
        Path model =
                start
                        ? settings.policy()
                        : settings.output().resolve(peak.peak()).resolve(IterationFiles.MODEL);
        if (start) {
            LOG.warn(
                    "no iteration of {} gained batch reward over the start; its model/ is a copy of"
                            + " {}",
                    settings.output(),
                    model);
        }
        Path copy = settings.output().resolve(IterationFiles.MODEL);
        ledger.run(
                exporting().dependsOn("peak", peak).reads("peak", model),
                () -> {
                    AtomicFiles.writeFolder(copy, folder -> copy(model, folder));
                    EvaluationFiles.write(settings.output().resolve(IterationFiles.PEAK), peak);
                });
        return copy;
    }

    private Phase exporting() {
        return Phase.of("export", settings.output())
                .writes(IterationFiles.MODEL, IterationFiles.PEAK);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }
}
