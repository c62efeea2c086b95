package dev.murmur.judge;

import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/// The numbers that count as ratings, `[[7]]` or `[[7.5]]`, as MT-Bench writes them (Zheng et al.
/// 2023, arXiv 2306.05685).
///
/// We depart in two things: two different ratings in one answer are none, where MT-Bench takes the
/// first; and what cannot be read is no rating, where it is -1 there.
///
/// @param lowest worst
/// @param highest best, `> lowest`
public record Ratings(double lowest, double highest) {
    private static final Pattern RATING = Pattern.compile("\\[\\[\\s*(-?\\d+(?:\\.\\d+)?)\\s*]]");

    /// @throws IllegalArgumentException if highest is not above lowest
    public Ratings {
        if (!(highest > lowest)) {
            throw new IllegalArgumentException(
                    "highest is " + highest + ", must be above lowest (" + lowest + ")");
        }
    }

    /// @return empty unless the answer holds one rating that counts
    OptionalDouble read(String answer) {
        List<Double> found =
                RATING.matcher(answer)
                        .results()
                        .map(match -> Double.parseDouble(match.group(1)))
                        .distinct()
                        .toList();
        return found.size() == 1 && found.getFirst() >= lowest && found.getFirst() <= highest
                ? OptionalDouble.of(found.getFirst())
                : OptionalDouble.empty();
    }
}
