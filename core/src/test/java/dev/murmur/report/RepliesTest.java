package dev.murmur.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.FinishReason;
import dev.murmur.evaluation.ReplyOutcome;
import dev.murmur.report.Run.HeldOutReply;
import dev.murmur.report.Run.Stage;
import dev.murmur.text.ChatMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepliesTest {
    @Test
    void startFirstAndLastIterateStandBesideEachOther() {
        List<Replies.Sheet> sheets =
                new Replies(List.of(run("a", stage(0, 1), stage(1, 0), stage(2, 9), stage(3, 1))))
                        .sheets();
        assertThat(sheets).hasSize(1);
        assertThat(sheets.getFirst().cells())
                .extracting(Replies.Cell::stage)
                .containsExactly("start", "iteration 1", "iteration 3");
        assertThat(sheets.getFirst().cells())
                .extracting(Replies.Cell::verdict)
                .containsExactly("", "worse", "as good");
    }

    @Test
    void armsThatBeginAtOneModelShareItsColumn() {
        var replies =
                new Replies(
                        List.of(
                                run("a", stage(0, 1), stage(1, 2)),
                                run("b", stage(0, 1), stage(1, 2))));
        assertThat(replies.sheets().getFirst().cells())
                .extracting(cell -> cell.name() + "/" + cell.stage())
                .containsExactly("/start", "a/iteration 1", "b/iteration 1");
    }

    @Test
    void armsThatBeginAtDifferentModelsHaveAColumnEach() {
        var replies = new Replies(List.of(run("a", stage(0, 1)), run("b", stage(0, 2))));
        assertThat(replies.sheets().getFirst().cells())
                .extracting(cell -> cell.name() + "/" + cell.stage())
                .containsExactly("a/start", "b/start");
    }

    @Test
    void promptsAreEvenlySpacedOverTheFile() {
        var many = new LinkedHashMap<String, HeldOutReply>();
        for (int i = 0; i < 24; i++) {
            many.put("p" + i, new HeldOutReply(List.of(), "text", null));
        }
        var replies = new Replies(List.of(run("a", new Stage(0, "start", null, null, null, many))));
        assertThat(replies.prompts()).isEqualTo(24);
        assertThat(replies.sheets()).hasSize(Replies.PROMPTS);
        assertThat(replies.sheets()).extracting(Replies.Sheet::id).startsWith("p0", "p2", "p4");
    }

    @Test
    void aRunWithoutRepliesHasNoSheets() {
        assertThat(new Replies(List.of(run("a"))).sheets()).isEmpty();
    }

    private static Run run(String name, Stage... stages) {
        return new Run(
                name, Map.of(), Map.of(), List.of(stages), "", List.of(), null, null, List.of());
    }

    private static Stage stage(int number, double judge) {
        var outcome = new ReplyOutcome("p", 3, FinishReason.STOP, 0.5, judge, 0);
        var reply = new HeldOutReply(List.of(ChatMessage.user("Why?")), "Because.", outcome);
        String label = number == 0 ? "start" : "iteration " + number;
        return new Stage(number, label, null, null, null, Map.of("p", reply));
    }
}
