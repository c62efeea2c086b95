package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.golden.Golden;
import dev.murmur.golden.GoldenReward;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RewardGoldenTest {
    private static final Offset<Double> CLOSE = Offset.offset(1e-5);

    static List<GoldenReward> rewards() {
        return Golden.rewards();
    }

    @ParameterizedTest
    @MethodSource("rewards")
    void scoresAreThoseOfTheReference(GoldenReward reward) {
        assertThat(scores(reward.folder(), rule(reward), reward.rows()))
                .containsExactly(reward.scores(), CLOSE);
    }

    @ParameterizedTest
    @MethodSource("rewards")
    void aScoreDoesNotDependOnItsBatch(GoldenReward reward) {
        double[] alone =
                reward.rows().stream()
                        .mapToDouble(row -> scores(reward.folder(), rule(reward), List.of(row))[0])
                        .toArray();
        double[] backwards = scores(reward.folder(), rule(reward), reward.rows().reversed());
        assertThat(alone).containsExactly(reward.scores(), CLOSE);
        for (int i = 0; i < alone.length; i++) {
            assertThat(backwards[alone.length - 1 - i]).isCloseTo(alone[i], CLOSE);
        }
    }

    @Test
    void aScoreIsReadAtTheLastTokenUnlessAskedOtherwise() {
        Path folder = Golden.path("reward/starling-style");
        double[] expected =
                Golden.doubles(
                        Golden.json("reward/starling-style/expected.json")
                                .get("scores_at_true_last_token"));
        List<int[]> rows =
                rewards().stream()
                        .filter(r -> r.folder().equals(folder))
                        .findFirst()
                        .orElseThrow()
                        .rows();
        assertThat(scores(folder, ScoreAt.LAST, rows)).containsExactly(expected, CLOSE);
        assertThat(scores(folder, ScoreAt.BEFORE_FIRST_PAD, rows)[3])
                .isNotCloseTo(expected[3], Offset.offset(0.1));
    }

    @Test
    void savedFromEitherLayoutItIsOfTransformersLayout(@TempDir Path temporary) {
        for (GoldenReward reward : rewards()) {
            Path saved = temporary.resolve(reward.toString());
            try (ScalarModel model = ScalarModel.frozen(reward.folder(), Dtype.FLOAT32)) {
                model.save(saved, "card");
            }
            try (Parameters weights = Parameters.mapped(saved)) {
                assertThat(weights.has("score.weight")).isTrue();
                assertThat(weights.has("model.norm.weight")).isTrue();
                assertThat(weights.has("v_head.weight")).isFalse();
            }
            assertThat(scores(saved, rule(reward), reward.rows()))
                    .containsExactly(reward.scores(), CLOSE);
        }
    }

    private static ScoreAt rule(GoldenReward reward) {
        return reward.beforeFirstPad() ? ScoreAt.BEFORE_FIRST_PAD : ScoreAt.LAST_NON_PAD;
    }

    /// Half of the rows in a group of their own, the others as two replies to their common start.
    private static double[] scores(Path folder, ScoreAt rule, List<int[]> rows) {
        List<TokenGroup> groups =
                IntStream.range(0, rows.size()).mapToObj(i -> group(rows.get(i), i % 2)).toList();
        try (ScalarModel model = ScalarModel.frozen(folder, Dtype.FLOAT32);
                var _ = new NoGradGuard();
                var _ = new TensorScope()) {
            ScorePosition position = rule.in(ModelFolder.open(folder));
            double[] flat = Tensors.toDoubles(model.scores(GroupBatch.of(groups, position)));
            var scores = new double[rows.size()];
            int at = 0;
            for (int i = 0; i < scores.length; i++) {
                scores[i] = flat[at];
                at += groups.get(i).replies().size();
            }
            return scores;
        }
    }

    private static TokenGroup group(int[] row, int siblings) {
        int prompt = 1 + siblings * (row.length / 2);
        var own = TokenReply.of(Arrays.copyOfRange(row, prompt, row.length));
        var sibling = TokenReply.of(7, 8, 9);
        return new TokenGroup(
                "row",
                Arrays.copyOf(row, prompt),
                siblings == 0 ? List.of(own) : List.of(own, sibling));
    }
}
