package dev.murmur.evaluation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.murmur.data.DataException;
import dev.murmur.judge.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// How often one system's replies beat another's by a judge that compares them.
///
/// @param judge its id
/// @param prompts how many matches there were
/// @param unjudged matches whose verdict could not be read: they are in neither rate, and no tie
/// @param winRate of the first system
/// @param lcWinRate the same in [LengthControlledWinRate]'s minimal form, by lengths in characters
@JsonNaming(SnakeCaseStrategy.class)
public record PairwiseComparison(
        String judge, int prompts, int unjudged, WinRate winRate, Estimate lcWinRate) {
    /// Sums verdicts up.
    ///
    /// @param first lengths of the first system's replies, in the order of the verdicts
    /// @param second of the second system's
    /// @throws DataException if fewer than two verdicts can be read
    public static PairwiseComparison of(
            String judge, List<Verdict> verdicts, int[] first, int[] second) {
        int[] judged =
                IntStream.range(0, verdicts.size())
                        .filter(i -> !(verdicts.get(i) instanceof Verdict.Unparsed))
                        .toArray();
        if (judged.length < 2) {
            throw new DataException(
                    judged.length
                            + " of "
                            + verdicts.size()
                            + " verdicts of "
                            + judge
                            + " can be read, must be at least 2 (one has no standard error)");
        }
        double[] preferences =
                Arrays.stream(judged).mapToDouble(i -> verdicts.get(i).preference()).toArray();
        return new PairwiseComparison(
                judge,
                verdicts.size(),
                verdicts.size() - judged.length,
                WinRate.of(preferences),
                LengthControlledWinRate.fit(preferences, of(judged, first), of(judged, second))
                        .estimate());
    }

    private static int[] of(int[] indices, int[] values) {
        return Arrays.stream(indices).map(i -> values[i]).toArray();
    }
}
