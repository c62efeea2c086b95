package dev.murmur.recipe;

/// The `README.md` of a model that a recipe made.
final class ModelCard {
    private ModelCard() {}

    static String of(Recipe recipe, String how) {
        return """
        ---
        base_model: %s
        library_name: transformers
        ---
        # %s

        %s from `%s` by Murmur. Its licence is that of the base model; see there.

        ```yaml
        %s```
        """
                .formatted(
                        recipe.model().path(),
                        recipe.name(),
                        how,
                        recipe.model().path(),
                        RecipeWriter.toYaml(recipe));
    }
}
