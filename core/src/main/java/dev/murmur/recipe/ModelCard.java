package dev.murmur.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The `README.md` of a model that was made here: its base, data, recipe and licence.
public final class ModelCard {
    private ModelCard() {}

    /// Of a model that a recipe trained.
    static String of(TrainingRecipe recipe, String how) {
        Path base = recipe.model().path();
        return head(base)
                + """
                # %s

                %s from `%s` by Murmur.

                - Data: `%s`
                - %s

                ```yaml
                %s```
                """
                        .formatted(
                                recipe.name(),
                                how,
                                base,
                                data(recipe),
                                licence(base),
                                RecipeWriter.toYaml(recipe));
    }

    /// Of a base and an adapter merged into one model.
    public static String merged(Path base, Path adapter) {
        return head(base)
                + """
                # %s with %s

                The LoRA adapter `%s` merged into `%s` in float32 by Murmur.

                - %s
                """
                        .formatted(
                                base.getFileName(),
                                adapter.getFileName(),
                                adapter,
                                base,
                                licence(base));
    }

    /// The front matter that model hubs read.
    private static String head(Path base) {
        String licence =
                licenceLines(base).stream().map(line -> line + "\n").collect(Collectors.joining());
        return "---\nbase_model: %s\nlibrary_name: transformers\n%s---\n".formatted(base, licence);
    }

    private static Path data(TrainingRecipe recipe) {
        return switch (recipe) {
            case SftRecipe sft -> sft.data().path();
            case RewardModelRecipe reward -> reward.data().path();
            case PreferenceRecipe preference -> preference.data().path();
            case UnpairedRecipe unpaired -> unpaired.data().path();
            case OnlineRecipe online -> online.prompts().path();
            case RejectionSamplingRecipe rejection -> rejection.prompts().path();
            case PolicyGradientRecipe gradient -> gradient.prompts().path();
        };
    }

    private static String licence(Path base) {
        String said =
                licenceLines(base).stream()
                        .filter(line -> line.startsWith("license:"))
                        .map(line -> ", `" + line.substring("license:".length()).strip() + "`")
                        .findFirst()
                        .orElse("; its card names none");
        return "Licence: that of the base model" + said + ". The data may add terms of its own.";
    }

    /// `license`, `license_name` and `license_link` of the base's own card.
    private static List<String> licenceLines(Path base) {
        Path card = base.resolve("README.md");
        if (!Files.isRegularFile(card)) {
            return List.of();
        }
        try {
            List<String> lines = Files.readAllLines(card);
            if (lines.isEmpty() || !lines.getFirst().equals("---")) {
                return List.of();
            }
            return lines.stream()
                    .skip(1)
                    .takeWhile(line -> !line.equals("---"))
                    .filter(line -> line.matches("license(_name|_link)?: .*"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + card + ": " + e.getMessage(), e);
        }
    }
}
