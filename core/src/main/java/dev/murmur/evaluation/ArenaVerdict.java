package dev.murmur.evaluation;

import java.util.Arrays;
import java.util.Optional;

/// What Arena-Hard's judge says of two replies shown as A and B.
public enum ArenaVerdict {
    A_MUCH_BETTER("A>>B", 1, 3),
    A_BETTER("A>B", 1, 1),
    TIE("A=B", 0.5, 1),
    B_BETTER("B>A", 0, 1),
    B_MUCH_BETTER("B>>A", 0, 3);

    private final String label;
    private final double preference;
    private final int weight;

    ArenaVerdict(String label, double preference, int weight) {
        this.label = label;
        this.preference = preference;
        this.weight = weight;
    }

    /// As the judge writes it between brackets, `A>>B`.
    public String label() {
        return label;
    }

    /// For A: 1, 0.5 or 0.
    public double preference() {
        return preference;
    }

    /// How often the game counts.
    public int weight() {
        return weight;
    }

    /// The verdict with this label, if there is one.
    public static Optional<ArenaVerdict> of(String label) {
        return Arrays.stream(values()).filter(v -> v.label.equals(label)).findFirst();
    }
}
