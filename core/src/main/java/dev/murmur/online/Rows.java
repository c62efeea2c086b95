package dev.murmur.online;

import dev.murmur.data.Candidates;
import dev.murmur.data.Prompt;
import dev.murmur.data.ScoredCandidates;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Rows in = rows out + listed rejects: what a phase made is held against what it was given before
/// any of it is written, so that a part that loses a row cannot go unnoticed.
final class Rows {
    private Rows() {}

    /// One entry a prompt, in order, each with as many replies as asked for.
    static void requireReplies(Phase phase, List<Prompt> in, List<Candidates> out, int n) {
        requireSame(
                phase,
                in.stream().map(Prompt::id).toList(),
                out.stream().map(row -> row.prompt().id()).toList());
        for (Candidates row : out) {
            requireCount(phase, "replies to " + row.prompt().id(), n, row.replies().size());
        }
    }

    /// Puts scores to their replies: one list a prompt, one score a reply.
    static List<ScoredCandidates> scored(Phase phase, List<Candidates> in, List<double[]> scores) {
        requireCount(phase, "prompts with scores", in.size(), scores.size());
        var scored = new ArrayList<ScoredCandidates>();
        for (int i = 0; i < in.size(); i++) {
            scored.add(new ScoredCandidates(in.get(i), scores.get(i)));
        }
        return scored;
    }

    /// As many rows out, with the same ids in the same order.
    static void requireSame(Phase phase, List<String> in, List<String> out) {
        requireCount(phase, "rows", in.size(), out.size());
        for (int i = 0; i < in.size(); i++) {
            if (!in.get(i).equals(out.get(i))) {
                throw lost(phase, "row " + (i + 1) + " was " + in.get(i) + ", is " + out.get(i));
            }
        }
    }

    /// Every row that went in came out once or is counted among the rejects.
    static void requireAll(Phase phase, Stream<String> in, Stream<String> out, int rejects) {
        Set<String> left = new HashSet<>(in.toList());
        int given = left.size();
        List<String> kept = out.toList();
        for (String id : kept) {
            if (!left.remove(id)) {
                throw lost(phase, id + " came out twice, or never went in");
            }
        }
        requireCount(phase, "rows and rejects", given, kept.size() + rejects);
    }

    /// As many as there must be.
    static void requireCount(Phase phase, String what, int expected, int found) {
        if (expected != found) {
            throw lost(phase, found + " " + what + ", expected " + expected);
        }
    }

    private static IllegalStateException lost(Phase phase, String what) {
        return new IllegalStateException(
                phase.title() + " lost or made up rows: " + what + "; nothing of it was written");
    }
}
