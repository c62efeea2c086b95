package dev.murmur.judge;

import java.util.List;
import java.util.regex.Pattern;

/// Which of two replies a judge prefers.
public sealed interface Verdict {
    /// The first.
    record FirstBetter() implements Verdict {}

    /// The second.
    record SecondBetter() implements Verdict {}

    /// Neither, and it said so; or each once, when shown in both orders.
    record Tie() implements Verdict {}

    /// It said nothing that can be read: no verdict, and above all no tie.
    ///
    /// @param answer what it said
    record Unparsed(String answer) implements Verdict {}

    /// Reads `[[A]]`, `[[B]]` or `[[C]]` (a tie), as MT-Bench writes them. Two different ones in
    /// one answer are none.
    static Verdict read(String answer) {
        List<String> found =
                Pattern.compile("\\[\\[\\s*([ABC])\\s*]]")
                        .matcher(answer)
                        .results()
                        .map(match -> match.group(1))
                        .distinct()
                        .toList();
        if (found.size() != 1) {
            return new Unparsed(answer);
        }
        return switch (found.getFirst()) {
            case "A" -> new FirstBetter();
            case "B" -> new SecondBetter();
            default -> new Tie();
        };
    }

    /// What it is worth to the first: 1, 0 or a half.
    ///
    /// @throws IllegalStateException if it is none
    default double preference() {
        return switch (this) {
            case FirstBetter _ -> 1;
            case SecondBetter _ -> 0;
            case Tie _ -> 0.5;
            case Unparsed _ -> throw new IllegalStateException("no verdict");
        };
    }

    /// The same of the replies the other way round.
    default Verdict swapped() {
        return switch (this) {
            case FirstBetter _ -> new SecondBetter();
            case SecondBetter _ -> new FirstBetter();
            case Tie tie -> tie;
            case Unparsed unparsed -> unparsed;
        };
    }

    /// What both orders together say: what they agree on, else a tie, so that no place is an
    /// advantage; nothing if one of them cannot be read.
    ///
    /// @param other of the same two replies, in the same places
    default Verdict and(Verdict other) {
        if (this instanceof Unparsed || other instanceof Unparsed) {
            return this instanceof Unparsed ? this : other;
        }
        return equals(other) ? this : new Tie();
    }
}
