package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyAndTestCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir static Path golden;
    @TempDir Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void makeFixture() throws IOException {
        TinyModel.writeChat(model());
        JSON.writeValue(expected().toFile(), expectation());
    }

    @Test
    void aModelThatAgreesGivesATableAndCodeZero() {
        assertThat(run("verify", model(), expected())).as(err.toString()).isEqualTo(ExitCodes.OK);
        assertThat(out.toString())
                .contains("last logits", "token log-probs", "last hidden norm", "passed")
                .contains("greedy ids", "absent")
                .contains("1 of 1 passed");
    }

    @Test
    void aDifferenceIsCodeOneAndIsPlaced() throws IOException {
        Path wrong = wrong("last_logits", 0.5);
        assertThat(run("verify", model(), wrong)).isEqualTo(ExitCodes.FAILED);
        assertThat(out.toString())
                .contains("differs", "5.0e-01", "last logits: sequence 1, number 1: ")
                .contains("0 of 1 passed; differs: ");
        assertThat(run("verify", model(), wrong, "--tolerance", "0.6")).isEqualTo(ExitCodes.OK);
    }

    @Test
    void programsGetJson() throws IOException {
        assertThat(run("verify", model(), wrong("last_logits", 0.5), "--json"))
                .isEqualTo(ExitCodes.FAILED);
        JsonNode root = JSON.readTree(out.toString());
        assertThat(root.path("passed").booleanValue()).isFalse();
        JsonNode check = root.path("fixtures").path(0).path("checks").path(0);
        assertThat(check.path("what").asText()).isEqualTo("last logits");
        assertThat(check.path("outcome").asText()).isEqualTo("differs");
        assertThat(check.path("compared").intValue()).isEqualTo(280);
        assertThat(check.path("difference").doubleValue()).isBetween(0.49, 0.51);
        assertThat(check.path("tolerance").doubleValue()).isEqualTo(1e-4);
    }

    @Test
    void aFolderIsComparedWithItsAbsentPartsNamed() {
        assertThat(run("test", "--golden", golden)).as(err.toString()).isEqualTo(ExitCodes.OK);
        assertThat(out.toString())
                .contains("models/tiny", "1 of 1 passed; absent: reward, lora, trl");
    }

    @Test
    void aPartThatCannotBeReadFailsUnlessItIsLeftOut() throws IOException {
        Path other = folder.resolve("other");
        copy(golden.resolve("models/tiny"), other.resolve("models/tiny"));
        Files.createDirectories(other.resolve("trl/policy"));
        assertThat(run("test", "--golden", other)).isEqualTo(ExitCodes.FAILED);
        assertThat(out.toString()).contains("1 of 2 passed; failed: trl; absent:");
        assertThat(run("test", "--golden", other, "--parts", "models,reward"))
                .isEqualTo(ExitCodes.OK);
    }

    @Test
    void oneFixtureThatDiffersFailsTheFolder() throws IOException {
        Path other = folder.resolve("other");
        copy(golden.resolve("models/tiny"), other.resolve("models/a"));
        copy(golden.resolve("models/tiny"), other.resolve("models/b"));
        Files.copy(
                wrong("token_log_probs", -0.1),
                other.resolve("models/a/expected.json"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(run("test", "--golden", other)).isEqualTo(ExitCodes.FAILED);
        assertThat(out.toString()).contains("1 of 2 passed; differs: models/a");
    }

    @Test
    void anEmptyFolderIsNoSuccess() {
        assertThat(run("test", "--golden", folder)).isEqualTo(ExitCodes.FAILED);
        assertThat(out.toString()).contains("0 of 0 passed; absent: models, reward, lora, trl");
    }

    @Test
    void mistakesAreOneLine() throws IOException {
        mistake("nowhere does not exist", "verify", model(), "nowhere");
        mistake("nowhere is not a folder", "verify", "nowhere", expected());
        mistake("is not JSON", "verify", model(), Files.writeString(folder.resolve("x"), "{"));
        mistake("--tolerance is -1.0, must be", "verify", model(), expected(), "--tolerance=-1");
        mistake("nowhere is not a folder; golden fixtures", "test", "--golden", "nowhere");
        mistake("Missing required option: '--golden=DIR'", "test");
        mistake("--parts", "test", "--golden", golden, "--parts", "tokens");
    }

    private void mistake(String message, Object... args) {
        err.getBuffer().setLength(0);
        assertThat(run(args)).as(err.toString()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).startsWith("murmur: ").contains(message);
        assertThat(out.toString()).isEmpty();
    }

    private int run(Object... args) {
        var line = Main.commandLine(List.of(new VerifyCommand(), new TestCommand()));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return Main.execute(line, Stream.of(args).map(Object::toString).toArray(String[]::new));
    }

    private static Path model() {
        return golden.resolve("models/tiny");
    }

    private static Path expected() {
        return model().resolve("expected.json");
    }

    /// A file with one number changed.
    private Path wrong(String key, double more) throws IOException {
        ObjectNode root = expectation();
        var numbers = (ArrayNode) root.path("sequences").path(0).path(key);
        numbers.set(0, numbers.path(0).doubleValue() + more);
        Path file = folder.resolve("wrong.json");
        JSON.writeValue(file.toFile(), root);
        return file;
    }

    /// What the model itself computes, by another way through it.
    private static ObjectNode expectation() {
        int[] ids = {5, 60, 61, 62};
        ObjectNode root = JSON.createObjectNode();
        ObjectNode sequence = root.putArray("sequences").addObject();
        sequence.set("ids", JSON.valueToTree(ids));
        try (CausalLm lm = CausalLm.frozen(model(), Dtype.FLOAT32);
                var _ = new NoGradGuard();
                var _ = new TensorScope()) {
            GroupBatch batch = GroupBatch.of(List.of(group(ids)));
            Tensor logits = lm.logits(batch); // [4, vocab]
            var logProbs = new double[ids.length - 1];
            for (int i = 0; i < logProbs.length; i++) {
                logProbs[i] = Tensors.toDoubles(logits.select(0, i).log_softmax(0))[ids[i + 1]];
            }
            double[] hidden = Tensors.toDoubles(lm.hidden(batch).select(0, 3));
            sequence.set("last_logits", JSON.valueToTree(Tensors.toDoubles(logits.select(0, 3))));
            sequence.set("token_log_probs", JSON.valueToTree(logProbs));
            sequence.put(
                    "last_hidden_norm", Math.sqrt(Arrays.stream(hidden).map(x -> x * x).sum()));
        }
        return root;
    }

    private static TokenGroup group(int[] ids) {
        var reply = TokenReply.of(Arrays.copyOfRange(ids, 1, ids.length));
        return new TokenGroup("s", new int[] {ids[0]}, List.of(reply));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
