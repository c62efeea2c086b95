package dev.murmur.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.data.DataException;
import dev.murmur.golden.Golden;
import dev.murmur.tensor.Dtype;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RewardVerificationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path STARLING = Golden.path("reward/starling-style");
    private static final Path CLASSIFIER = Golden.path("reward/sequence-classification");

    @TempDir Path folder;

    @Test
    void starlingsScoresAreReadBeforeTheFirstPaddingAndAtTheLastToken() {
        assertThat(verify(STARLING, STARLING.resolve("expected.json")))
                .extracting(Check::what, Check::outcome)
                .containsExactly(
                        tuple("scores (before-first-pad)", Outcome.PASSED),
                        tuple("scores_at_true_last_token (last)", Outcome.PASSED));
    }

    @Test
    void aClassifiersScoresAreReadWhereTransformersReadsThem() {
        assertThat(verify(CLASSIFIER, CLASSIFIER.resolve("expected.json")))
                .extracting(Check::what, Check::outcome)
                .containsExactly(tuple("scores (last-non-pad)", Outcome.PASSED));
    }

    @Test
    void oneWrongScoreIsFoundAndPlaced() throws IOException {
        Path expected = expected(root -> ((ArrayNode) root.path("scores")).set(1, 0.5));
        assertThat(verify(CLASSIFIER, expected))
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.outcome()).isEqualTo(Outcome.DIFFERS);
                    assertThat(check.note()).startsWith("rows, number 2: -1.95598, expected 0.5");
                });
    }

    @Test
    void whatIsUnknownIsNotChecked() throws IOException {
        assertThat(verify(CLASSIFIER, expected(root -> root.putArray("variances").add(1))))
                .extracting(Check::what, Check::outcome)
                .contains(tuple("variances", Outcome.NOT_CHECKED));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("rows is [], expected at least one row", root -> root.putArray("rows")),
                mistake(
                        "rows[0] is [5], expected at least 2 ids",
                        root -> root.putArray("rows").addArray().add(5)),
                mistake("scores is missing, expected a list", root -> root.remove("scores")),
                mistake(
                        "scores is [1.5], expected 5 numbers, one for each row",
                        root -> root.putArray("scores").add(1.5)),
                mistake(
                        "rule is \"the middle\", expected 'score at the token before the first pad",
                        root -> root.put("rule", "the middle")));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aFileThatCannotBelongToTheModelIsRefusedWithThePlace(
            String message, Consumer<ObjectNode> change) throws IOException {
        Path expected = expected(change);
        assertThatThrownBy(() -> verify(CLASSIFIER, expected))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(expected + ": ")
                .hasMessageContaining(message);
    }

    private Path expected(Consumer<ObjectNode> change) throws IOException {
        var root = (ObjectNode) JSON.readTree(CLASSIFIER.resolve("expected.json").toFile());
        change.accept(root);
        Path file = folder.resolve("expected.json");
        JSON.writeValue(file.toFile(), root);
        return file;
    }

    private static List<Check> verify(Path model, Path expected) {
        return CheckpointVerification.of(model, expected, Dtype.FLOAT32, 1e-4);
    }

    private static Arguments mistake(String message, Consumer<ObjectNode> change) {
        return Arguments.of(message, change);
    }
}
