package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.TokenGroup;
import dev.murmur.model.CheckpointException;
import dev.murmur.model.Saving;
import dev.murmur.model.ScalarModel;
import dev.murmur.model.TextModels;
import dev.murmur.model.TinyModels;
import dev.murmur.tensor.Dtype;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The check that a saved reward model is the one that was trained.
class ScoreRoundTripTest {
    private static final List<TokenGroup> GROUPS = TinyModels.groups(12, 3, 4);

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Dtype.class,
            names = {"FLOAT32", "BFLOAT16"})
    void whatWasSavedScoresAlike(Dtype saved) {
        TrainingSection training = training();
        Path start = TextModels.scalar(folder.resolve("start"), 3);
        try (ScalarModel model = ScalarModel.trainable(start, training.tuning(1))) {
            var trained = ScoreRoundTrip.of(model, GROUPS, training);
            assertThat(trained.groups()).hasSize(8);
            Path target = folder.resolve("saved");
            model.saveTrained(target, new Saving("card", Optional.of(saved)));
            assertThatCode(() -> trained.require(target, training)).doesNotThrowAnyException();
        }
    }

    /// Planted: the trunk is right, the head another.
    @Test
    void aLostHeadIsSeen() {
        TrainingSection training = training();
        Path start = TextModels.scalar(folder.resolve("start"), 3);
        Path trunk = TextModels.causal(folder.resolve("trunk"), 3);
        Path target = folder.resolve("saved");
        try (ScalarModel model = ScalarModel.trainable(start, training.tuning(1));
                ScalarModel fresh = ScalarModel.trainable(trunk, Dtype.FLOAT32, 9)) {
            var trained = ScoreRoundTrip.of(model, GROUPS, training);
            fresh.saveTrained(target, new Saving("card", Optional.of(Dtype.BFLOAT16)));
            assertThatThrownBy(() -> trained.require(target, training))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith(target + " scores reply ")
                    .hasMessageContaining("the model that was saved there")
                    .hasMessageEndingWith("it is not the model that was trained");
        }
    }

    private TrainingSection training() {
        return ((TrainingRecipe) TinyRecipes.in(folder.resolve("recipes")).sft()).training();
    }
}
