package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.evaluation.BestOfNCurve;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.metrics.RunContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalBestOfNCommandTest {
    @TempDir Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path candidates;
    private Path scores;
    private Path judge;

    /// Of two replies a prompt the reward picks the first and the second one.
    @BeforeEach
    void write() throws IOException {
        candidates = file("candidates.jsonl", candidates("a") + candidates("b"));
        scores = file("scores.jsonl", scores("a", "2, 1, 0") + scores("b", "0, 3, 1"));
        judge = file("judge.jsonl", scores("a", "0, 1, 1") + scores("b", "1, 0, 1"));
    }

    @Test
    void printsACurveForPowersOfTwo() {
        assertThat(run(candidates, scores)).as(err.toString()).isEqualTo(ExitCodes.OK);
        assertThat(out.toString())
                .contains("1.1667 ± 0.1667", "0.193", "2 prompts; 0 left out")
                .doesNotContain("| 4 ");
    }

    @Test
    void theJudgeSeesWhatTheRewardPicks() {
        Path curve = folder.resolve("best-of-n.json");
        assertThat(run(candidates, scores, "--judge", judge, "--n", "3,1", "--json", "-o", curve))
                .as(err.toString())
                .isEqualTo(ExitCodes.OK);
        BestOfNCurve read = EvaluationFiles.read(curve, BestOfNCurve.class);
        assertThat(read.judge()).isEqualTo(judge.toString());
        assertThat(read.points()).extracting(BestOfNCurve.Point::n).containsExactly(1, 3);
        BestOfNCurve.Point best = read.points().getLast();
        assertThat(best.reward().mean()).isEqualTo(2.5);
        assertThat(best.judge()).isNotNull();
        assertThat(best.judge().mean()).isZero();
        assertThat(out).hasToString("");
    }

    @Test
    void moreThanThereAreIsRefused() {
        assertThat(run(candidates, scores, "--n", "1,4")).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString())
                .contains("0 of 2 prompts have 4 or more scored replies, must be at least 2");
    }

    @Test
    void aPickOfNoneIsRefused() {
        assertThat(run(candidates, scores, "--n", "0")).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("--n is 0, must be at least 1");
    }

    @Test
    void scoresOfOtherCandidatesAreRefused() throws IOException {
        Path other = file("other.jsonl", scores("a", "2, 1, 0"));
        assertThat(run(candidates, other)).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("other.jsonl has 1 rows, the candidates 2");
    }

    private int run(Object... arguments) {
        var line = Main.commandLine(List.of(new EvalCommand(RunContext.QUIET)));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return Main.execute(
                line,
                Stream.concat(Stream.of("eval", "best-of-n"), Stream.of(arguments))
                        .map(Object::toString)
                        .toArray(String[]::new));
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String candidates(String id) {
        return """
        {"id": "%s", "messages": [{"role": "user", "content": "u"}],\
         "replies": [{"text": "x"}, {"text": "y"}, {"text": "z"}]}
        """
                .formatted(id);
    }

    private static String scores(String id, String values) {
        return "{\"id\": \"%s\", \"scores\": [%s]}\n".formatted(id, values);
    }
}
