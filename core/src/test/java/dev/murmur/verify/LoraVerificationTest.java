package dev.murmur.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.data.DataException;
import dev.murmur.golden.Golden;
import dev.murmur.model.CheckpointException;
import dev.murmur.verify.GoldenFolder.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoraVerificationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path GOLDEN = Golden.path("models").getParent();
    private static final Path ADAPTER = Golden.path("lora/names");

    @TempDir Path folder;

    @Test
    void everyAdapterGivesTheLogitsOfPeftOnAndOff() {
        List<Fixture> fixtures = new GoldenFolder(GOLDEN, 1e-4).compare(Part.LORA);
        assertThat(fixtures)
                .extracting(Fixture::name)
                .contains("lora/names", "lora/patterns", "lora/stabilized");
        assertThat(fixtures)
                .allSatisfy(fixture ->
                        assertThat(fixture.checks())
                                .extracting(Check::what, Check::outcome)
                                .containsExactly(
                                        tuple("logits_on", Outcome.PASSED),
                                        tuple("logits_off", Outcome.PASSED)));
    }

    @Test
    void aWrongLogitIsFoundOnTheRightSide() throws IOException {
        List<Check> checks =
                verify(root -> {
                    var on = (ArrayNode) root.path("logits_on");
                    on.set(3, on.path(3).doubleValue() + 0.01);
                });
        assertThat(checks)
                .extracting(Check::what, Check::outcome)
                .containsExactly(
                        tuple("logits_on", Outcome.DIFFERS), tuple("logits_off", Outcome.PASSED));
        assertThat(checks.getFirst().note()).startsWith("last position, number 4: ");
    }

    @Test
    void anAdapterWithoutItsBaseIsRefused() {
        assertThatThrownBy(() -> verify(root -> root.put("base", "models/none")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("none is not a folder");
        assertThatThrownBy(() -> verify(root -> root.remove("base")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("base is missing, expected a folder of a model");
        assertThatThrownBy(() -> verify(root -> root.putArray("logits_off").add(1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("logits_off is [1], expected 256 numbers, the rows of");
    }

    private List<Check> verify(Consumer<ObjectNode> change) throws IOException {
        var root = (ObjectNode) JSON.readTree(ADAPTER.resolve("expected.json").toFile());
        change.accept(root);
        Path file = folder.resolve("expected.json");
        JSON.writeValue(file.toFile(), root);
        return LoraVerification.of(GOLDEN, ADAPTER, Field.read(file), 1e-4);
    }
}
