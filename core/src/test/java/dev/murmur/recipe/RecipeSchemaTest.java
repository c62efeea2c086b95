package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.loss.Losses;
import dev.murmur.online.PairSelectors;
import dev.murmur.settings.Doc;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeSchemaTest {
    static List<String> kinds() {
        return RecipeSchema.kinds();
    }

    /// Every record that a recipe can hold, found without asking the code under test.
    private static Set<Class<?>> records() {
        var found = new LinkedHashSet<Class<?>>();
        var queue = new ArrayDeque<Class<?>>(Arrays.asList(Recipe.class.getPermittedSubclasses()));
        queue.addAll(Losses.PREFERENCE.values());
        queue.addAll(Losses.RANKING.values());
        queue.addAll(Losses.UNPAIRED.values());
        queue.addAll(Losses.POLICY.values());
        queue.addAll(PairSelectors.BY_NAME.values());
        while (!queue.isEmpty()) {
            Class<?> type = queue.remove();
            if (type.isSealed()) {
                queue.addAll(Arrays.asList(type.getPermittedSubclasses()));
            } else if (type.isRecord() && found.add(type)) {
                Stream.of(type.getRecordComponents())
                        .forEach(component -> queue.add(content(component.getGenericType())));
            }
        }
        return found;
    }

    private static Class<?> content(Type type) {
        return (Class<?>)
                (type instanceof ParameterizedType generic
                        ? generic.getActualTypeArguments()[0]
                        : type);
    }

    @Test
    void hasADocForEveryComponent() {
        assertThat(records()).hasSizeGreaterThan(15);
        for (Class<?> record : records()) {
            for (RecordComponent component : record.getRecordComponents()) {
                assertThat(component.getAnnotation(Doc.class))
                        .as("@Doc of %s.%s", record.getName(), component.getName())
                        .isNotNull();
            }
        }
    }

    @Test
    void explainsEveryComponent() {
        String all = kinds().stream().map(RecipeSchema::explain).collect(Collectors.joining());
        for (Class<?> record : records()) {
            for (RecordComponent component : record.getRecordComponents()) {
                String doc = component.getAnnotation(Doc.class).value();
                String key =
                        component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
                assertThat(all.lines())
                        .as("the line of %s.%s", record.getName(), component.getName())
                        .anyMatch(
                                line -> line.matches("[ #-]*" + key + ":.*") && line.contains(doc));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void explainsInOneLineAKey(String kind) {
        assertThat(RecipeSchema.explain(kind))
                .startsWith("kind: " + kind + " ")
                .satisfies(text ->
                        assertThat(text.lines())
                                .allMatch(line -> line.matches(".*  # \\S.*"))
                                .allMatch(line -> line.length() <= 160));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isWhatTheDocumentationSays(String kind) throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "recipes.md")))
                .contains("```yaml\n" + RecipeSchema.explain(kind) + "```\n");
    }

    @Test
    void knowsEveryKind() {
        assertThat(kinds())
                .containsExactly(
                        "benchmark",
                        "chat-benchmark",
                        "evaluation",
                        "online",
                        "policy-gradient",
                        "preference",
                        "rejection-sampling",
                        "reward-benchmark",
                        "reward-model",
                        "sft",
                        "unpaired-preference");
    }

    @Test
    void namesTheNearestKind() {
        assertThatThrownBy(() -> RecipeSchema.explain("reward"))
                .isInstanceOf(RecipeException.class)
                .hasMessage(
                        "kind is 'reward'. Known: benchmark, chat-benchmark, evaluation, online,"
                                + " policy-gradient,"
                                + " preference, rejection-sampling, reward-benchmark, reward-model, sft, unpaired-preference");
        assertThatThrownBy(() -> RecipeSchema.explain("stf"))
                .hasMessage(
                        "kind is 'stf'; did you mean 'sft'? Known: benchmark, chat-benchmark, evaluation, online,"
                                + " policy-gradient,"
                                + " preference, rejection-sampling, reward-benchmark, reward-model, sft, unpaired-preference");
    }
}
