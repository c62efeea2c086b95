package dev.murmur.recipe;

import dev.murmur.data.TokenGroup;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CheckpointException;
import dev.murmur.model.ScalarModel;
import dev.murmur.model.WeightSummary;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.tensor.Dtype;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// What a trained reward model says of some replies, to be compared with what its saved folder
/// says: heads and adapters have been lost in saving elsewhere, and nobody saw it.
///
/// @param groups whose replies were scored
/// @param scores of the model in memory, in the order of the groups
record ScoreRoundTrip(List<TokenGroup> groups, double[] scores) {
    /// Relative to the largest score. What sharing a batch changes, and what rounding the saved
    /// weights to fewer bits does, or an adapter's sum with them.
    private static final double SAME = 1e-3;

    private static final double ROUNDED = 0.05;
    private static final int CHECKED = 8;

    static ScoreRoundTrip of(ScalarModel model, List<TokenGroup> all, TrainingSection training) {
        List<TokenGroup> groups = all.subList(0, Math.min(CHECKED, all.size()));
        return new ScoreRoundTrip(groups, scores(model, groups, training));
    }

    private static double[] scores(
            ScalarModel model, List<TokenGroup> groups, TrainingSection training) {
        return ReplyScorer.scores(model, training.maxTokensPerMicroBatch())
                .score(groups, "check scores", RunContext.QUIET)
                .stream()
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    /// @param saved folder of the model
    /// @throws CheckpointException if it scores otherwise
    void require(Path saved, TrainingSection training) {
        double[] now;
        try (ScalarModel model = ScalarModel.frozen(saved, training.computed())) {
            now = scores(model, groups, training);
        }
        double largest = Arrays.stream(scores).map(Math::abs).max().orElseThrow();
        double tolerance = (isRounded(saved, training) ? ROUNDED : SAME) * (1 + largest);
        for (int i = 0; i < now.length; i++) {
            if (!(Math.abs(now[i] - scores[i]) <= tolerance)) {
                throw new CheckpointException(
                        saved
                                + " scores reply "
                                + i
                                + " of those checked "
                                + now[i]
                                + ", the model that was saved there "
                                + scores[i]
                                + ", more than "
                                + tolerance
                                + " apart; it is not the model that was trained");
            }
        }
    }

    /// Whether the folder holds fewer bits than the scores were computed from, or weights whose sum
    /// with an adapter is rounded as one where the two were rounded apart.
    private static boolean isRounded(Path saved, TrainingSection training) {
        if (training.computed() != Dtype.FLOAT32) {
            return training.lora().isPresent();
        }
        return WeightSummary.of(saved).parameters().keySet().stream()
                .anyMatch(dtype -> dtype.bytes() < Dtype.FLOAT32.bytes());
    }
}
