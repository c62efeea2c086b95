package dev.murmur.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.data.DataException;
import dev.murmur.golden.Golden;
import dev.murmur.golden.GoldenModel;
import dev.murmur.tensor.Dtype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelVerificationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path MODEL = Golden.path("models/llama-gqa");

    @TempDir Path folder;

    static List<GoldenModel> models() {
        return Golden.models();
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyNumberOfTransformersIsOurs(GoldenModel model) {
        var fixture =
                new Fixture(
                        model.name(),
                        verify(model.folder(), model.folder().resolve("expected.json")));
        assertThat(fixture.passed()).as(fixture.toString()).isTrue();
    }

    @Test
    void everyWayThroughTheModelIsCompared() {
        assertThat(verify(MODEL, MODEL.resolve("expected.json")))
                .extracting(Check::what)
                .containsExactly(
                        "last logits",
                        "token log-probs",
                        "last hidden norm",
                        "greedy ids",
                        "beam_4_1.0 ids",
                        "beam_4_1.0 scores",
                        "beam_3_0.0 ids",
                        "beam_3_0.0 scores");
    }

    static Stream<Arguments> tampered() {
        return Stream.of(
                tampered(
                        "last logits",
                        root -> add(sequence(root, 1), "last_logits", 7, 0.01),
                        "sequence 2, number 8: "),
                tampered(
                        "token log-probs",
                        root -> add(sequence(root, 2), "token_log_probs", 0, -2e-4),
                        "sequence 3, number 1: "),
                tampered(
                        "last hidden norm",
                        root -> sequence(root, 0).put("last_hidden_norm", 1.0),
                        "sequence 1, number 1: "),
                tampered(
                        "greedy ids",
                        root -> change((ArrayNode) root.path("greedy").path("ids"), 9),
                        "reply, token 5: "),
                tampered(
                        "beam_4_1.0 ids",
                        root ->
                                change(
                                        (ArrayNode)
                                                root.path("beam_4_1.0").path("sequences").path(2),
                                        -1),
                        "reply 3, token 16: "),
                tampered(
                        "beam_3_0.0 scores",
                        root -> add((ObjectNode) root.path("beam_3_0.0"), "scores", 1, 0.001),
                        "replies, number 2: "));
    }

    @ParameterizedTest
    @MethodSource("tampered")
    void oneWrongNumberIsFoundAndPlaced(String what, Consumer<ObjectNode> change, String note)
            throws IOException {
        List<Check> checks = verify(MODEL, expected(change));
        assertThat(checks)
                .filteredOn(c -> c.outcome() != Outcome.PASSED)
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.what()).isEqualTo(what);
                    assertThat(check.outcome()).isEqualTo(Outcome.DIFFERS);
                    assertThat(check.note()).startsWith(note).contains(", expected ");
                    assertThat(check.difference()).isGreaterThan(check.tolerance());
                });
    }

    @Test
    void whatTheFileDoesNotHoldIsAbsentAndWhatIsUnknownIsNotChecked() throws IOException {
        Path expected =
                expected(root -> {
                    root.remove(List.of("greedy", "beam_4_1.0", "beam_3_0.0"));
                    root.put("note", "free text is fine");
                    root.putArray("embeddings").add(1);
                });
        assertThat(verify(MODEL, expected))
                .extracting(Check::what, Check::outcome)
                .endsWith(
                        tuple("greedy ids", Outcome.ABSENT),
                        tuple("beam search", Outcome.ABSENT),
                        tuple("embeddings", Outcome.NOT_CHECKED));
    }

    @Test
    void aWiderToleranceLetsMorePass() throws IOException {
        Path expected = expected(root -> add(sequence(root, 1), "last_logits", 7, 0.01));
        assertThat(CheckpointVerification.of(MODEL, expected, Dtype.FLOAT32, 0.02))
                .allSatisfy(c -> assertThat(c.outcome()).isEqualTo(Outcome.PASSED));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("sequences is missing, expected a list", root -> root.remove("sequences")),
                mistake(
                        "sequences is [], expected at least one sequence",
                        root -> root.putArray("sequences")),
                mistake(
                        "sequences[1].ids is missing, expected a list",
                        root -> sequence(root, 1).remove("ids")),
                mistake(
                        "sequences[0].ids is [3,256], expected ids below 256, the rows of the",
                        root -> sequence(root, 0).putArray("ids").add(3).add(256)),
                mistake(
                        "sequences[0].ids[0] is 1.5, expected an id",
                        root -> sequence(root, 0).putArray("ids").add(1.5)),
                mistake(
                        "sequences[0].ids is [3], expected at least 2 ids",
                        root -> sequence(root, 0).putArray("ids").add(3)),
                mistake(
                        "sequences[0].last_logits is [1.5], expected 256 numbers, the rows of the",
                        root -> sequence(root, 0).putArray("last_logits").add(1.5)),
                mistake(
                        "sequences[0].token_log_probs is [], expected 4 numbers, one for each",
                        root -> sequence(root, 0).putArray("token_log_probs")),
                mistake(
                        "sequences[2].last_hidden_norm is \"x\", expected a number",
                        root -> sequence(root, 2).put("last_hidden_norm", "x")),
                mistake(
                        "expected the prompt's ids and at least one more",
                        root -> ((ObjectNode) root.path("greedy")).putArray("prompt").add(7)),
                mistake(
                        "num_beams is missing, expected a whole number",
                        root -> ((ObjectNode) root.path("beam_3_0.0")).remove("num_beams")),
                mistake(
                        "beam search: n is 3, must be in [1, 2]",
                        root -> ((ObjectNode) root.path("beam_3_0.0")).put("num_beams", 2)),
                mistake(
                        "early_stopping is \"soon\", expected false, true or \"never\"",
                        root ->
                                ((ObjectNode) root.path("beam_3_0.0"))
                                        .put("early_stopping", "soon")));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aFileThatCannotBelongToTheModelIsRefusedWithThePlace(
            String message, Consumer<ObjectNode> change) throws IOException {
        Path expected = expected(change);
        assertThatThrownBy(() -> verify(MODEL, expected))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(expected + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void aFileThatIsNoJsonObjectIsRefused() throws IOException {
        Path file = folder.resolve("broken.json");
        Files.writeString(file, "{\"sequences\": [");
        assertThatThrownBy(() -> verify(MODEL, file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + " is not JSON: ");
        Files.writeString(file, "[]");
        assertThatThrownBy(() -> verify(MODEL, file))
                .isInstanceOf(DataException.class)
                .hasMessage(file + " is not a JSON object");
    }

    private Path expected(Consumer<ObjectNode> change) throws IOException {
        var root = (ObjectNode) JSON.readTree(MODEL.resolve("expected.json").toFile());
        change.accept(root);
        Path file = folder.resolve("expected.json");
        JSON.writeValue(file.toFile(), root);
        return file;
    }

    private static List<Check> verify(Path model, Path expected) {
        return CheckpointVerification.of(model, expected, Dtype.FLOAT32, 1e-4);
    }

    private static Arguments tampered(String what, Consumer<ObjectNode> change, String note) {
        return Arguments.of(what, change, note);
    }

    private static Arguments mistake(String message, Consumer<ObjectNode> change) {
        return Arguments.of(message, change);
    }

    private static ObjectNode sequence(ObjectNode root, int i) {
        return (ObjectNode) root.path("sequences").path(i);
    }

    private static void add(ObjectNode node, String key, int i, double more) {
        var array = (ArrayNode) node.path(key);
        array.set(i, array.path(i).doubleValue() + more);
    }

    /// @param i negative counts from the end
    private static void change(ArrayNode ids, int i) {
        int at = i < 0 ? ids.size() + i : i;
        ids.set(at, ids.path(at).intValue() == 3 ? 4 : 3);
    }
}
