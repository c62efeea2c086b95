package dev.murmur.online;

import dev.murmur.data.Candidates;
import dev.murmur.data.Prompt;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.generation.BestOfN;
import dev.murmur.generation.Sampled;
import dev.murmur.generation.SamplingParams;
import dev.murmur.metrics.RunContext;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Lets a policy reply to the held-out prompts: `replies.jsonl`, one reply each. Where a policy
/// draws as it is, `reply-log-probs.jsonl` says how likely it was to; best of n also leaves what it
/// picked from, `reply-candidates.jsonl` and `reply-scores.jsonl`.
record HeldOutReplies(HeldOut heldOut, PolicyParts policy, PhaseLedger ledger, RunContext context) {
    void of(IterationFiles files, Path model, Decoding decoding) {
        switch (decoding) {
            case Decoding.Sampling(SamplingParams params) -> draw(files, model, params);
            case Decoding.Beam beam -> {
                Phase phase = phase("replies", files, model).dependsOn("decoding", beam);
                ledger.run(
                        phase.writes(IterationFiles.REPLIES),
                        () -> files.writeReplies(search(phase, model, beam)));
            }
            case Decoding.BestOfN best -> bestOfN(files, model, best);
        }
    }

    private void draw(IterationFiles files, Path model, SamplingParams params) {
        Phase replies =
                phase("replies", files, model)
                        .dependsOn("decoding", params)
                        .writes(IterationFiles.REPLIES);
        boolean own = params.ownDistribution();
        Phase phase = own ? replies.writes(IterationFiles.REPLY_LOG_PROBS) : replies;
        ledger.run(
                phase,
                () -> {
                    List<Sampled> drawn = sample(phase, model, params);
                    files.writeReplies(candidates(drawn));
                    if (own) {
                        files.writeReplyLogProbs(logProbs(drawn));
                    }
                });
    }

    /// Replies that are there already.
    void given(IterationFiles files, Part<Supplier<List<Candidates>>> replies) {
        Phase phase =
                Phase.of("replies", files.folder())
                        .uses("held_out", heldOut.prompts())
                        .uses("given", replies)
                        .writes(IterationFiles.REPLIES);
        ledger.run(
                phase,
                () -> {
                    List<Candidates> rows = replies.value().get();
                    Rows.requireReplies(phase, heldOut.prompts().value().get(), rows, 1);
                    files.writeReplies(rows);
                });
    }

    private Phase phase(String name, IterationFiles files, Path model) {
        return Phase.of(name, files.folder())
                .uses("held_out", heldOut.prompts())
                .uses("generator", policy.generator())
                .reads("policy", model);
    }

    private List<Sampled> sample(Phase phase, Path model, SamplingParams params) {
        List<Prompt> prompts = heldOut.prompts().value().get();
        try (var generator = policy.generator().value().apply(model)) {
            List<Sampled> replies = generator.sample(prompts, params, context);
            Rows.requireReplies(phase, prompts, candidates(replies), params.n());
            return replies;
        }
    }

    private static List<Candidates> candidates(List<Sampled> sampled) {
        return sampled.stream().map(Sampled::candidates).toList();
    }

    /// Summed over each reply.
    private static List<ScoredCandidates> logProbs(List<Sampled> sampled) {
        return sampled.stream()
                .map(s ->
                        new ScoredCandidates(
                                s.candidates(),
                                s.logProbs().stream()
                                        .mapToDouble(tokens -> Arrays.stream(tokens).sum())
                                        .toArray()))
                .toList();
    }

    private List<Candidates> search(Phase phase, Path model, Decoding.Beam beam) {
        List<Prompt> prompts = heldOut.prompts().value().get();
        try (var generator = policy.generator().value().apply(model)) {
            List<Candidates> replies = generator.search(prompts, beam.params(), context);
            Rows.requireReplies(phase, prompts, replies, 1);
            return replies;
        }
    }

    private void bestOfN(IterationFiles files, Path model, Decoding.BestOfN best) {
        Phase sample = phase("reply-sample", files, model).dependsOn("decoding", best.params());
        ledger.run(
                sample.writes(IterationFiles.REPLY_CANDIDATES),
                () -> files.writeReplyCandidates(candidates(sample(sample, model, best.params()))));
        Phase pick =
                Phase.of("replies", files.folder())
                        .uses("decoding.reward", best.reward())
                        .reads(IterationFiles.REPLY_CANDIDATES)
                        .writes(IterationFiles.REPLY_SCORES, IterationFiles.REPLIES);
        ledger.run(
                pick,
                () -> {
                    List<Candidates> candidates = files.readReplyCandidates();
                    try (var reward = best.reward().value().get()) {
                        var scored =
                                Rows.scored(pick, candidates, reward.score(candidates, context));
                        files.writeReplyScores(scored);
                        files.writeReplies(BestOfN.pick(scored));
                    }
                });
    }
}
