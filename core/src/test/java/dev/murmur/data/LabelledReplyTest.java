package dev.murmur.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.text.ChatMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelledReplyTest {
    @TempDir Path folder;

    @Test
    void rowsOfEveryShapeAreRead() throws IOException {
        Path file =
                write(
                        "rows.jsonl",
                        """
                        {"prompt": "P", "reply": "A", "label": true, "source": "s"}
                        {"messages": [{"role": "user", "content": "P"}], "completion": "B", "label": false}
                        {"id": "c", "prompt": [{"role": "user", "content": "P"}], "completion": [{"role": "assistant", "content": "C"}], "label": true}
                        {"id": "d", "prompt": "P", "chosen": "D", "rejected": "E"}
                        """);

        List<LabelledReply> rows = DataReader.labelled(file);

        assertThat(rows)
                .extracting(row -> row.prompt().id())
                .containsExactly("1", "2", "c", "d/chosen", "d/rejected");
        assertThat(rows)
                .extracting(row -> row.reply().text())
                .containsExactly("A", "B", "C", "D", "E");
        assertThat(rows)
                .extracting(LabelledReply::desirable)
                .containsExactly(true, false, true, true, false);
        assertThat(rows)
                .allSatisfy(row ->
                        assertThat(row.prompt().messages()).containsExactly(ChatMessage.user("P")));
        assertThat(rows.getFirst().prompt().source()).isEqualTo("s");
        assertThat(rows.getFirst().prompt().fields()).isEmpty();
    }

    @Test
    void aTableWithoutTypesHasLabelsInWords() throws IOException {
        Path file = write("rows.csv", "prompt,reply,label\nP,A,true\nP,B,False\n");

        assertThat(DataReader.labelled(file))
                .extracting(LabelledReply::desirable)
                .containsExactly(true, false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'label': 1, 'reply': 'A' | 'label' is 1, must be true (desirable) or false",
                "'reply': 'A' | no 'label'; keys are prompt, reply",
                "'label': true | needs one of 'reply' and 'completion'; keys are prompt, label",
                "'label': true, 'reply': 'A', 'completion': 'B' | needs one of 'reply' and"
                        + " 'completion'; keys are prompt, label, reply, completion",
                "'label': true, 'reply': [{'role': 'user', 'content': 'A'}] | 'reply' has 1"
                        + " messages, the first by 'user'; must be one, by 'assistant'"
            },
            quoteCharacter = '"')
    void whatIsWrongIsSaidWithItsLine(String fields, String message) throws IOException {
        Path file = write("rows.jsonl", "{\"prompt\": \"P\", " + fields.replace('\'', '"') + "}");

        assertThatThrownBy(() -> DataReader.labelled(file))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ":1: " + message);
    }

    @Test
    void theCheckCountsLabelsAndTheirLengths() throws IOException {
        Path file =
                write(
                        "rows.jsonl",
                        """
                        {"prompt": "P", "reply": "four", "label": true}
                        {"prompt": "Q", "reply": "eightlet", "label": true}
                        {"prompt": "P", "reply": "B", "label": false}
                        """);

        DataReport report = DataCheck.of(file, null, null);

        assertThat(report.kind()).isEqualTo(DataKind.UNPAIRED);
        assertThat(report.labels()).isEqualTo(new DataReport.Labels(2, 6, 1, 1));
        assertThat(report.findings()).isEmpty();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
