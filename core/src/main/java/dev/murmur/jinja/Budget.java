package dev.murmur.jinja;

/// What is left of the [Limits] of one rendering.
final class Budget {
    private static final int CLOCK_EVERY = 1024;

    private final Limits limits;
    private final long deadline;
    private long steps;
    private long nextLook = CLOCK_EVERY;
    private int depth;

    Budget(Limits limits) {
        this.limits = limits;
        this.deadline = System.nanoTime() + limits.time().toNanos();
    }

    void step() {
        spend(1);
    }

    void spend(long cost) {
        steps += cost;
        if (steps > limits.steps()) {
            throw new JinjaException(
                    "the template takes more than " + limits.steps() + " steps; does it loop?");
        }
        if (steps >= nextLook) {
            nextLook = steps + CLOCK_EVERY;
            if (System.nanoTime() - deadline > 0) {
                throw new JinjaException(
                        "the template takes longer than " + limits.time().toMillis() + " ms");
            }
        }
    }

    /// Pays for a value that was just made.
    <V extends Value> V pay(V made) {
        spend(1 + made.length() / 16);
        return made;
    }

    void enter() {
        depth++;
        if (depth > limits.depth()) {
            throw new JinjaException("the template nests deeper than " + limits.depth());
        }
    }

    void leave() {
        depth--;
    }

    TextBuilder text() {
        return new TextBuilder(limits.characters());
    }

    /// Refuses a text before it is made.
    void requireLength(long characters) {
        if (characters > limits.characters()) {
            throw TextBuilder.tooLong(limits.characters());
        }
    }
}
