package dev.murmur.online;

import dev.murmur.data.Candidates;
import dev.murmur.data.KeyedRandom;
import dev.murmur.data.Prompt;
import dev.murmur.generation.SamplingParams;
import dev.murmur.metrics.RunContext;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;

/// The phases in which an iteration gets its replies: prompts are drawn, the policy replies to
/// them, the reward scores the replies.
///
/// @param prompts of an iteration, counted from 1
/// @param sampling each iteration draws with its own seed made of this one
record SamplingPhases(
        Part<IntFunction<List<Prompt>>> prompts,
        SamplingParams sampling,
        PolicyParts policy,
        PhaseLedger ledger,
        RunContext context) {
    /// Leaves prompts, candidates and scores.
    void run(int iteration, IterationFiles files, Path model) {
        draw(iteration, files);
        sample(iteration, files, model);
        score(files);
    }

    private void draw(int iteration, IterationFiles files) {
        Phase phase =
                Phase.of("prompts", files.folder())
                        .uses("prompts", prompts)
                        .writes(IterationFiles.PROMPTS);
        ledger.run(phase, () -> files.writePrompts(prompts.value().apply(iteration)));
    }

    private void sample(int iteration, IterationFiles files, Path model) {
        SamplingParams params = keyed(sampling, iteration);
        Phase candidates =
                Phase.of("sample", files.folder())
                        .dependsOn("sampling", params)
                        .uses("generator", policy.generator())
                        .reads("policy", model)
                        .reads(IterationFiles.PROMPTS)
                        .writes(IterationFiles.CANDIDATES);
        Phase phase =
                params.precision().own()
                        ? candidates
                        : candidates.writes(IterationFiles.COMPUTE_GAP);
        ledger.run(
                phase,
                () -> {
                    try (var generator = policy.generator().value().apply(model)) {
                        List<Prompt> asked = files.readPrompts();
                        List<Candidates> replies = generator.generate(asked, params, context);
                        Rows.requireReplies(phase, asked, replies, params.n());
                        files.writeCandidates(replies);
                        generator.computeGap().ifPresent(files::writeComputeGap);
                    }
                });
    }

    private static SamplingParams keyed(SamplingParams params, int iteration) {
        long key = KeyedRandom.key(params.seed(), "iteration", "");
        return params.withSeed(KeyedRandom.bits(key, iteration));
    }

    private void score(IterationFiles files) {
        Phase phase =
                Phase.of("score", files.folder())
                        .uses("reward", policy.reward())
                        .reads(IterationFiles.CANDIDATES)
                        .writes(IterationFiles.SCORES);
        ledger.run(
                phase,
                () -> {
                    List<Candidates> candidates = files.readCandidates();
                    try (var reward = policy.reward().value().get()) {
                        files.writeScores(
                                Rows.scored(phase, candidates, reward.score(candidates, context)));
                    }
                });
    }
}
