package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCardTest {
    @TempDir Path base;

    @Test
    void aRecipesModelNamesBaseDataRecipeAndLicence() throws IOException {
        Files.writeString(
                base.resolve("README.md"),
                "---\ntags: [a]\nlicense: llama2\nlicense_link: LICENSE\n---\nlicense: no\n");
        Path file = base.resolve("recipe.yaml");
        Files.writeString(
                file,
                """
                kind: sft
                name: polite
                model: {path: '%s'}
                data: {path: talks.jsonl, max_tokens: 64}
                training: {learning_rate: 1e-4, batch_size: 2}
                """
                        .formatted(base));
        var recipe = (TrainingRecipe) RecipeReader.read(file, java.util.List.of());
        assertThat(ModelCard.of(recipe, "Fine-tuned"))
                .startsWith(
                        "---\nbase_model: %s\nlibrary_name: transformers\nlicense: llama2\nlicense_link: LICENSE\n---\n# polite\n\nFine-tuned from `%s` by Murmur.\n"
                                .formatted(base, base))
                .contains("\n- Data: `talks.jsonl`\n")
                .contains("\n- Licence: that of the base model, `llama2`. The data may add terms")
                .contains("```yaml\nkind: sft\n")
                .endsWith("```\n");
    }

    @Test
    void aBaseWithoutACardNamesNoLicence() {
        assertThat(ModelCard.merged(base, Path.of("adapters/polite")))
                .startsWith("---\nbase_model: " + base + "\nlibrary_name: transformers\n---\n")
                .contains("The LoRA adapter `adapters/polite` merged into `" + base + "`")
                .contains("- Licence: that of the base model; its card names none.");
    }
}
