package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.murmur.data.TokenGroup;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reward models that train an adapter and a whole head.
class ScalarAdapterTest {
    private static final List<TokenGroup> GROUPS = TinyModels.groups(5, 3, 9);

    @TempDir Path temporary;

    @Test
    void beginsAsItsBaseAndTrainsTheAdapterAndTheHead() {
        Path base = TextModels.scalar(temporary.resolve("reward"), 7);
        try (ScalarModel frozen = ScalarModel.frozen(base, Dtype.FLOAT32);
                ScalarModel adapted = ScalarModel.trainable(base, tuning("q_proj"));
                var _ = new TensorScope()) {
            ReplyScores scores = adapted.replyScores(GroupBatch.of(GROUPS));
            assertThat(Tensors.toDoubles(scores.values()))
                    .containsExactly(
                            Tensors.toDoubles(frozen.scores(GroupBatch.of(GROUPS))),
                            Offset.offset(1e-5));

            scores.backward(scores.values().sum());

            assertThat(adapted.parameters().all())
                    .hasSize(2 * 2 + 1)
                    .containsKey("base_model.model.score.weight")
                    .allSatisfy((name, weight) ->
                            assertThat(weight.grad().defined()).as(name).isTrue());
        }
    }

    @Test
    void theMergedModelScoresAsTheAdaptedOne() throws IOException {
        Path base = TextModels.causal(temporary.resolve("language"), 7); // without a head
        Path saved = temporary.resolve("saved");
        double[] before;
        try (ScalarModel adapted = ScalarModel.trainable(base, tuning("q_proj", "down_proj"));
                var _ = new TensorScope()) {
            move(adapted);
            before = Tensors.toDoubles(adapted.scores(GroupBatch.of(GROUPS)));
            adapted.saveTrained(saved, new Saving("card", Optional.of(Dtype.FLOAT32)));
        }
        try (ScalarModel merged = ScalarModel.frozen(saved, Dtype.FLOAT32);
                var _ = new TensorScope()) {
            assertThat(Tensors.toDoubles(merged.scores(GroupBatch.of(GROUPS))))
                    .containsExactly(before, Offset.offset(2e-4));
        }
        Path adapter = saved.resolve("adapter");
        JsonNode config =
                new ObjectMapper().readTree(adapter.resolve("adapter_config.json").toFile());
        assertThat(config.path("modules_to_save").path(0).asText()).isEqualTo("score");
        assertThat(config.path("task_type").asText()).isEqualTo("SEQ_CLS");
        assertThat(config.path("base_model_name_or_path").asText()).isEqualTo(base.toString());
        try (Arena arena = Arena.ofShared()) {
            assertThat(
                            WeightFile.open(adapter.resolve("adapter_model.safetensors"), arena)
                                    .tensors())
                    .containsKeys(
                            "base_model.model.score.weight",
                            "base_model.model.model.layers.1.mlp.down_proj.lora_B.weight")
                    .hasSize(2 * 2 * 2 + 1);
        }
    }

    @Test
    void targetsThatMatchNothingAreAnErrorAndFreeTheBase() {
        Path base = TextModels.scalar(temporary.resolve("reward"), 7);
        assertThatThrownBy(() -> ScalarModel.trainable(base, tuning("c_attn")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("[\"c_attn\"], which matches no linear layer of the base");
    }

    private static Tuning tuning(String... targets) {
        var config = new LoraConfig(2, 4, new LoraTargets.Names(List.of(targets)));
        return new Tuning(Dtype.FLOAT32, Optional.of(config), false, 3);
    }

    private static void move(ScalarModel model) {
        try (var _ = new NoGradGuard()) {
            for (Tensor weight : model.parameters().all().values()) {
                weight.add_(new Scalar(0.05));
            }
        }
    }
}
