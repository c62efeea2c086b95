package dev.murmur.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlpacaEvalTest {
    private static final String BASELINE = "gpt4_1106_preview";

    @TempDir Path folder;
    private Path difficulties;
    private Path gamed;

    @BeforeEach
    void write() throws IOException {
        // alpaca_eval's own file has no name above its first column
        difficulties = folder.resolve("instruction_difficulty.csv");
        gamed = folder.resolve("df_gamed.csv");
        var hard = new StringBuilder(",instruction_difficulty\n");
        var rows = new StringBuilder("std_delta_len,instruction_difficulty,preference\n");
        for (int i = 0; i < 20; i++) {
            hard.append("%d,%s%n".formatted(i, (i % 5) - 2));
            rows.append("%s,%s,%s%n".formatted((i % 7) / 3.0 - 1, i % 3 - 1, (i % 7) / 8.0));
        }
        Files.writeString(difficulties, hard);
        Files.writeString(gamed, rows);
    }

    @Test
    void countsAsAlpacaEvalDoes() throws IOException {
        Path file =
                json(
                        row("abc", "wörd", "1.9"),
                        row("ab", "x", "1.2"),
                        row("ab", "x", "1.5"),
                        row("ab", "x", "0"),
                        row("ab", "x", "null"),
                        row("ab", "x", "2"));
        AlpacaResult result = results(plain(), file).getFirst();
        assertThat(result.model()).isEqualTo("mine");
        assertThat(result.total()).isEqualTo(5);
        assertThat(List.of(result.wins(), result.baselineWins(), result.draws()))
                .containsExactly(2, 1, 2);
        assertThat(result.winRate()).isCloseTo(100 * (0.9 + 0.2 + 0.5 + 0.5 + 1) / 5, within(1e-9));
        assertThat(result.discreteWinRate()).isEqualTo(60);
        assertThat(result.averageLength()).isEqualTo(1); // of 9 characters in 6 replies
        assertThat(result.difficultyWeight()).isNull();
    }

    @Test
    void namesTheFormThatItsFilesAllow() {
        assertThat(plain().form()).isEqualTo("length_controlled_minimal");
        assertThat(AlpacaEval.open(Optional.of(difficulties), Optional.empty()).form())
                .isEqualTo("length_controlled_noreg");
        assertThat(whole().form()).isEqualTo("length_controlled_v1");
    }

    @Test
    void controlsForLength() throws IOException {
        AlpacaResult result = results(whole(), table("mine")).getFirst();
        assertThat(result.lengthWeight()).isNegative(); // in this table longer replies win
        assertThat(result.difficultyWeight()).isNotNull();
        assertThat(result.lengthControlledWinRate()).isLessThan(result.winRate());
        assertThat(result.lengthControlledStandardError()).isPositive();
    }

    @Test
    void theBaselineIsFiftyByDefinition() throws IOException {
        AlpacaResult result = results(whole(), table(BASELINE)).getFirst();
        assertThat(result.lengthControlledWinRate()).isEqualTo(50);
        assertThat(result.lengthControlledStandardError()).isZero();
        assertThat(result.systemWeight()).isNull();
    }

    @Test
    void aGzippedTableIsTheSame() throws IOException {
        Path table = table("mine");
        Path zipped = folder.resolve("zipped.csv.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            Files.copy(table, out);
        }
        assertThat(results(whole(), zipped)).isEqualTo(results(whole(), table));
    }

    @Test
    void twoBaselinesInAFileAreRefused() throws IOException {
        String other = row("a", "b", "1.5").replace(BASELINE, "other");
        Path file = json(row("a", "b", "1.5"), other);
        assertThatThrownBy(() -> results(plain(), file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(":2: mine is compared with other here")
                .hasMessageContaining("one baseline a file");
    }

    @Test
    void aPreferenceOffTheScaleIsRefused() throws IOException {
        Path file = json(row("a", "b", "0.7"));
        assertThatThrownBy(() -> results(plain(), file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("'preference' is 0.7, must be between 1");
    }

    @Test
    void anInstructionWithoutADifficultyIsRefused() throws IOException {
        Path file = folder.resolve("annotations.csv");
        Files.writeString(file, Files.readString(table("mine")) + "mine,20,1.5,10,20\n");
        assertThatThrownBy(() -> results(whole(), file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "has the instruction 20, which the file of difficulties has not");
    }

    @Test
    void weightsNeedDifficulties() throws IOException {
        Path weights = folder.resolve("weights.csv");
        Files.writeString(weights, "model,w_length,w_difficulty,w_model\nmine,-1,0,1\n");
        assertThat(whole().fromWeights(weights).get("mine").mean())
                .isCloseTo(100 / (1 + Math.exp(-1)), within(1e-9));
        assertThatThrownBy(() -> plain().fromWeights(weights))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("difficult");
    }

    private static AlpacaEval plain() {
        return AlpacaEval.open(Optional.empty(), Optional.empty());
    }

    private AlpacaEval whole() {
        return AlpacaEval.open(Optional.of(difficulties), Optional.of(gamed));
    }

    private static List<AlpacaResult> results(AlpacaEval eval, Path file) {
        return eval.results(file, BASELINE);
    }

    private Path table(String model) throws IOException {
        var rows = new StringBuilder("model,index,preference,len_1,len_2\n");
        for (int i = 0; i < 20; i++) {
            boolean longer = i % 4 != 0;
            rows.append(
                    "%s,%d,%s,100,%d%n"
                            .formatted(model, i, longer ? 1.7 : 1.3, longer ? 150 + i : 60 + i));
        }
        return Files.writeString(folder.resolve("annotations.csv"), rows);
    }

    private Path json(String... rows) throws IOException {
        return Files.writeString(
                folder.resolve("annotations.json"), "[" + String.join(",\n", rows) + "]");
    }

    /// As alpaca_eval writes it.
    private static String row(String baseline, String reply, String preference) {
        return """
        {"instruction": "i", "output_1": "%s", "generator_1": "%s", "output_2": "%s",
         "generator_2": "mine", "annotator": "a", "preference": %s}\
        """
                .formatted(baseline, BASELINE, reply, preference);
    }
}
