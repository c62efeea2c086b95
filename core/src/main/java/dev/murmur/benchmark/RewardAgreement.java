package dev.murmur.benchmark;

import dev.murmur.data.DataException;
import dev.murmur.evaluation.Estimate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// How often rewards order replies alike: what two runs of a benchmark say of the same items.
///
/// @param runs folders of the benchmark's answers
/// @param items that every run scored
/// @param matrix for each two runs the mean over items of the share of an item's pairs of replies
///   that both order alike, a tie being an order of its own; 1 on the diagonal
public record RewardAgreement(List<String> runs, int items, List<List<Estimate>> matrix) {
    /// Reads and compares.
    ///
    /// @param runs at least two folders of a benchmark, each with its `answers.jsonl`
    /// @throws DataException if they are not of the same items, or fewer than two have scores in
    ///   all
    public static RewardAgreement of(List<Path> runs) {
        List<List<RewardRun.Answer>> answers = runs.stream().map(RewardAgreement::answers).toList();
        String asked = asked(runs.getFirst());
        for (Path run : runs) {
            if (!asked(run).equals(asked)) {
                throw new DataException(
                        run
                                + " is of other items than "
                                + runs.getFirst()
                                + "; run both on one file");
            }
        }
        int[] whole =
                IntStream.range(0, answers.getFirst().size())
                        .filter(i -> answers.stream().allMatch(own -> own.get(i).isWhole()))
                        .toArray();
        if (whole.length < 2) {
            throw new DataException(
                    whole.length
                            + " items have scores in all of "
                            + runs
                            + ", must be at least 2 (one has no standard error)");
        }
        var matrix = new ArrayList<List<Estimate>>();
        for (List<RewardRun.Answer> one : answers) {
            var row = new ArrayList<Estimate>();
            for (List<RewardRun.Answer> other : answers) {
                row.add(
                        Estimate.of(
                                IntStream.of(whole)
                                        .mapToDouble(i ->
                                                alike(one.get(i).values(), other.get(i).values()))
                                        .toArray()));
            }
            matrix.add(row);
        }
        return new RewardAgreement(
                runs.stream().map(Path::toString).toList(), whole.length, matrix);
    }

    private static List<RewardRun.Answer> answers(Path run) {
        return AnswerLog.read(run, RewardRun.Answer.class);
    }

    private static String asked(Path run) {
        return BenchmarkResult.read(run).conditions().getOrDefault(BenchmarkFolder.PROMPTS, "");
    }

    private static double alike(double[] one, double[] other) {
        int pairs = 0;
        int alike = 0;
        for (int i = 0; i < one.length; i++) {
            for (int j = i + 1; j < one.length; j++) {
                pairs++;
                double order = Math.signum(one[i] - one[j]);
                alike += order == Math.signum(other[i] - other[j]) ? 1 : 0;
            }
        }
        return (double) alike / pairs;
    }
}
