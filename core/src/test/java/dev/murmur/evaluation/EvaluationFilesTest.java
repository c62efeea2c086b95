package dev.murmur.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.DataException;
import dev.murmur.data.FinishReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationFilesTest {
    private static final PolicyEvaluation EVALUATION =
            new PolicyEvaluation(
                    200,
                    new Estimate(1.2, 0.05),
                    new Estimate(31.0, 0.4),
                    new Estimate(2.1, 0.1),
                    "rule:checklist",
                    new WinRate(0.58, 0.02, 60, 112, 28),
                    new Estimate(0.57, 0.02),
                    null,
                    0.99,
                    2,
                    1);

    @TempDir Path folder;

    @Test
    void anEvaluationHasTheDocumentedKeysInOrderAndReadsBackEqual() throws IOException {
        Path file = folder.resolve("evaluation.json");
        EvaluationFiles.write(file, EVALUATION);
        assertThat(Files.readString(file).replaceAll("\\s+", ""))
                .isEqualTo(
                        """
                        {"prompts":200,
                        "reward":{"mean":1.2,"se":0.05},
                        "tokens":{"mean":31.0,"se":0.4},
                        "kl":{"mean":2.1,"se":0.1},
                        "judge":"rule:checklist",
                        "win_rate":{"mean":0.58,"se":0.02,"wins":60,"ties":112,"losses":28},
                        "lc_win_rate":{"mean":0.57,"se":0.02},
                        "reward_length_correlation":null,
                        "finished":0.99,
                        "unscored":2,
                        "unjudged":1}\
                        """
                                .replace("\n", ""));
        assertThat(EvaluationFiles.read(file, PolicyEvaluation.class)).isEqualTo(EVALUATION);
    }

    @Test
    void anOutcomeWithoutAScoreHoldsNull() throws IOException {
        Path file = folder.resolve("outcomes.jsonl");
        var outcome = new ReplyOutcome("a", 3, FinishReason.STOP, Double.NaN, Double.NaN, 0);
        EvaluationFiles.writeOutcomes(file, List.of(outcome));
        assertThat(file)
                .content()
                .isEqualTo(
                        "{\"id\":\"a\",\"tokens\":3,\"finish\":\"stop\",\"reward\":null,"
                                + "\"judge\":null,\"log_ratio\":0.0}\n");
        assertThat(EvaluationFiles.readOutcomes(file)).containsExactly(outcome);
    }

    @Test
    void outcomesReadBackEqual() throws IOException {
        Path file = folder.resolve("outcomes.jsonl");
        var outcomes =
                List.of(
                        new ReplyOutcome("a", 3, FinishReason.STOP, 1.5, 0, -0.25),
                        new ReplyOutcome("b", 9, FinishReason.LENGTH, 2, 1, 4));
        EvaluationFiles.writeOutcomes(file, outcomes);
        assertThat(Files.readAllLines(file).getFirst())
                .isEqualTo(
                        "{\"id\":\"a\",\"tokens\":3,\"finish\":\"stop\",\"reward\":1.5,\"judge\":0.0,\"log_ratio\":-0.25}");
        assertThat(EvaluationFiles.readOutcomes(file)).isEqualTo(outcomes);
    }

    @Test
    void aMissingKeyNamesTheFileAndTheKey() throws IOException {
        Path file = folder.resolve("evaluation.json");
        Files.writeString(file, "{\"prompts\": 3}");
        assertThatThrownBy(() -> EvaluationFiles.read(file, PolicyEvaluation.class))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        file
                                + " is not a PolicyEvaluation as docs/architecture.md describes it:"
                                + " Missing creator property 'reward'");
    }

    @Test
    void aBrokenLineIsNamed() throws IOException {
        Path file = folder.resolve("outcomes.jsonl");
        EvaluationFiles.writeOutcomes(
                file, List.of(new ReplyOutcome("a", 3, FinishReason.STOP, 1, 0, 0)));
        Files.writeString(file, "{\"id\":", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> EvaluationFiles.readOutcomes(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("outcomes.jsonl:2 is not a ReplyOutcome");
    }
}
