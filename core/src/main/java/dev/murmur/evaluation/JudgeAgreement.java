package dev.murmur.evaluation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.murmur.data.DataException;
import dev.murmur.judge.Verdict;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How often two judges say the same of two replies.
///
/// @param first its id
/// @param second its id
/// @param matches on which both said something that can be read
/// @param same share of the same verdict, first, second or tie
/// @param kappa Cohen's: how much of the way from chance to certainty that is, `(same - chance) /
///   (1 - chance)` where chance is what two judges with these verdicts would agree on if they did
///   not look; null if both always say the same one thing
/// @param decided matches on which neither said tie
/// @param sameOfDecided share of the same verdict among them; null if there are none
@JsonNaming(SnakeCaseStrategy.class)
public record JudgeAgreement(
        String first,
        String second,
        int matches,
        Estimate same,
        @Nullable Double kappa,
        int decided,
        @Nullable Double sameOfDecided) {
    private static final List<Verdict> VERDICTS =
            List.of(new Verdict.FirstBetter(), new Verdict.SecondBetter(), new Verdict.Tie());

    /// @param first verdicts of a judge
    /// @param second of another on the same matches
    /// @throws DataException if fewer than two matches have a verdict of both
    public static JudgeAgreement of(
            String firstJudge, List<Verdict> first, String secondJudge, List<Verdict> second) {
        Moments.requireSameLength("verdicts of both judges", first.size(), second.size());
        int[] both =
                IntStream.range(0, first.size())
                        .filter(i -> VERDICTS.contains(first.get(i)))
                        .filter(i -> VERDICTS.contains(second.get(i)))
                        .toArray();
        if (both.length < 2) {
            throw new DataException(
                    firstJudge
                            + " and "
                            + secondJudge
                            + " have "
                            + both.length
                            + " matches on which both can be read, must have at least 2");
        }
        Estimate same =
                Estimate.of(
                        IntStream.of(both)
                                .mapToDouble(i -> first.get(i).equals(second.get(i)) ? 1 : 0)
                                .toArray());
        double chance =
                VERDICTS.stream()
                        .mapToDouble(verdict ->
                                share(both, i -> first.get(i).equals(verdict))
                                        * share(both, i -> second.get(i).equals(verdict)))
                        .sum();
        int[] decided =
                IntStream.of(both)
                        .filter(i -> !(first.get(i) instanceof Verdict.Tie))
                        .filter(i -> !(second.get(i) instanceof Verdict.Tie))
                        .toArray();
        return new JudgeAgreement(
                firstJudge,
                secondJudge,
                both.length,
                same,
                chance == 1 ? null : (same.mean() - chance) / (1 - chance),
                decided.length,
                decided.length == 0
                        ? null
                        : share(decided, i -> first.get(i).equals(second.get(i))));
    }

    private static double share(int[] matches, IntPredicate is) {
        return (double) IntStream.of(matches).filter(is).count() / matches.length;
    }
}
