package dev.murmur.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.loss.LengthRegularizedDpoLoss;
import dev.murmur.recipe.OnlineRecipe;
import dev.murmur.recipe.Recipe;
import dev.murmur.recipe.RecipeReader;
import dev.murmur.recipe.RewardModelRecipe;
import dev.murmur.recipe.SftRecipe;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DemoRecipesTest {
    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource(DemoSize.class)
    void everyRecipeReads(DemoSize size) {
        DemoFiles files = written(size);
        assertThat(read(files, "pretrain")).isInstanceOf(SftRecipe.class);
        assertThat(((SftRecipe) read(files, "sft")).model().path())
                .isEqualTo(files.model("pretrain"));
        assertThat(read(files, "reward-model")).isInstanceOf(RewardModelRecipe.class);
        assertThat(read(files, "dpo")).isInstanceOf(OnlineRecipe.class);
        assertThat(read(files, "lr-dpo").seed()).isEqualTo(5);
    }

    @Test
    void theArmsDifferInNothingButTheLoss() {
        DemoFiles files = written(DemoSize.DEFAULT);
        OnlineRecipe plain = (OnlineRecipe) read(files, "dpo");
        OnlineRecipe regularised = (OnlineRecipe) read(files, "lr-dpo");
        assertThat(regularised.loss()).isInstanceOf(LengthRegularizedDpoLoss.class);
        assertThat(regularised)
                .usingRecursiveComparison()
                .ignoringFields("name", "output", "loss")
                .isEqualTo(plain);
    }

    private DemoFiles written(DemoSize size) {
        var files = new DemoFiles(folder.resolve("a folder: \"quoted\""));
        new DemoRecipes(files, DemoSettings.of(size), 5).write();
        return files;
    }

    private static Recipe read(DemoFiles files, String name) {
        return RecipeReader.read(files.recipe(name), List.of());
    }
}
