package dev.murmur.nn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which packed tokens attend to which: worked out once a batch, used by every layer.
///
/// @param segments that cover tokens `0..tokens-1` exactly once, in order
/// @param tokens of the batch
public record AttentionPlan(List<Segment> segments, int tokens) {
    /// The window of a layer whose tokens see everything before them.
    public static final int UNLIMITED = Integer.MAX_VALUE;

    public AttentionPlan {
        segments = segments.stream().sorted(Comparator.comparingInt(Segment::start)).toList();
        int next = 0;
        for (Segment segment : segments) {
            if (segment.start() != next) {
                throw new IllegalArgumentException(
                        "segments must cover all tokens once, but one starts at "
                                + segment.start()
                                + " where token "
                                + next
                                + " is next");
            }
            next += segment.length();
        }
        if (next != tokens) {
            throw new IllegalArgumentException(
                    "segments cover " + next + " of " + tokens + " tokens");
        }
    }

    /// Segments of one length, one right after the other.
    ///
    /// @param start of the first
    /// @param length of each
    record Run(int start, int length, int count) {
        private boolean goesOnWith(Segment next) {
            return next.length() == length;
        }

        private Run longer() {
            return new Run(start, length, count + 1);
        }
    }

    /// Segments one right after the other that share a context.
    ///
    /// @param queries of all of them as one
    /// @param context that they attend to
    record Shared(Run queries, Run context) {}

    /// All segments.
    List<Run> runs() {
        var runs = new ArrayList<Run>();
        for (Segment s : segments) {
            boolean goesOn = !runs.isEmpty() && runs.getLast().goesOnWith(s);
            runs.add(goesOn ? runs.removeLast().longer() : new Run(s.start(), s.length(), 1));
        }
        return runs;
    }

    /// Those that have a context.
    List<Shared> shared() {
        var all = new ArrayList<Shared>();
        for (Segment s : segments) {
            if (s.contextLength() > 0) {
                var context = new Run(s.contextStart(), s.contextLength(), 1);
                boolean goesOn = !all.isEmpty() && all.getLast().context().equals(context);
                int start = goesOn ? all.removeLast().queries().start() : s.start();
                all.add(new Shared(new Run(start, s.start() + s.length() - start, 1), context));
            }
        }
        return all;
    }

    /// Whether a token that sees this many tokens, itself included, sees all of its sequence.
    boolean fits(int window) {
        return segments.stream().allMatch(s -> s.contextLength() + s.length() <= window);
    }
}
