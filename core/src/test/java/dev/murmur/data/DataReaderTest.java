package dev.murmur.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.text.ChatMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataReaderTest {
    @TempDir Path folder;

    @Test
    void promptsAreTextOrMessagesAndKeepTheirOtherFields() throws IOException {
        Path file =
                jsonl(
                        """
                        {"prompt": "Hi", "answer": 42}

                        {"id": "b", "messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "U"}], "source": "wiki"}
                        {"id": 3, "prompt": [{"role": "user", "content": "V", "extra": null}], "source": ["x", "y"]}
                        """);

        List<Prompt> prompts = DataReader.prompts(file);

        assertThat(prompts).extracting(Prompt::id).containsExactly("1", "b", "3");
        assertThat(prompts).extracting(Prompt::source).containsExactly("", "wiki", "x,y");
        assertThat(prompts.get(0).messages()).containsExactly(ChatMessage.user("Hi"));
        assertThat(prompts.get(0).fields()).containsOnlyKeys("answer");
        assertThat(prompts.get(0).fields().get("answer").intValue()).isEqualTo(42);
        assertThat(prompts.get(1).messages())
                .containsExactly(new ChatMessage("system", "S"), ChatMessage.user("U"));
        assertThat(prompts.get(2).messages()).containsExactly(ChatMessage.user("V"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                // texts; messages after a prompt; a whole conversation after a prompt
                "{'prompt': 'P', 'chosen': 'A', 'rejected': 'B'}",
                "{'prompt': [{U}], 'chosen': [{A}], 'rejected': [{B}]}",
                "{'prompt': 'P', 'chosen': [{U}, {A}], 'rejected': [{U}, {B}], 'messages': [{U}, {A}]}",
                // TRL's implicit prompt, as messages and as marked texts
                "{'chosen': [{U}, {A}], 'rejected': [{U}, {B}]}",
                "{'chosen': '\\n\\nHuman: P\\n\\nAssistant: A', 'rejected': '\\n\\nHuman: P\\n\\nAssistant: B'}"
            })
    void everyShapeOfAPairReadsTheSame(String shape) throws IOException {
        Path file =
                jsonl(
                        shape.replace("{U}", "{'role': 'user', 'content': 'P'}")
                                .replace("{A}", "{'role': 'assistant', 'content': 'A'}")
                                .replace("{B}", "{'role': 'assistant', 'content': 'B'}")
                                .replace('\'', '"'));

        PreferencePair pair = DataReader.pairs(file).getFirst();

        assertThat(pair.prompt().messages()).containsExactly(ChatMessage.user("P"));
        assertThat(pair.chosen().text()).isEqualTo("A");
        assertThat(pair.rejected().text()).isEqualTo("B");
        assertThat(pair.chosen().ids()).isEmpty();
        assertThat(pair.scores()).isNull();
    }

    @Test
    void rankingsMayBeShortWithTiesAndFractions() throws IOException {
        Path file =
                jsonl(
                        """
                        {"prompt": "\\n\\nHuman: One\\n\\nAssistant: Two\\n\\nHuman: Three: \\n four\\n\\nAssistant: ", "answers": [{"answer": "a", "model": "m", "rank": 2.0}, {"answer": "b", "model": "n", "rank": 1}, {"answer": "c", "model": "o", "rank": 1.5}, {"answer": "d", "model": "o", "rank": 2}], "turns": 2, "num_responses": 4, "source": ["hh"], "good_natured": true}
                        {"messages": [{"role": "user", "content": "U"}], "answers": [{"answer": "a", "rank": 1}, {"answer": "b", "rank": 2}]}
                        """);

        List<RankedReplies> rankings = DataReader.rankings(file);

        assertThat(rankings).hasSize(2);
        RankedReplies first = rankings.getFirst();
        assertThat(first.prompt().messages())
                .containsExactly(
                        ChatMessage.user("One"),
                        ChatMessage.assistant("Two"),
                        ChatMessage.user("Three: \n four"));
        assertThat(first.prompt().source()).isEqualTo("hh");
        assertThat(first.prompt().fields())
                .containsOnlyKeys("turns", "num_responses", "good_natured");
        assertThat(first.replies()).extracting(Reply::text).containsExactly("a", "b", "c", "d");
        assertThat(first.ranks()).containsExactly(2, 1, 1.5, 2);
    }

    @Test
    void conversationsNeedATurnOfTheAssistant() throws IOException {
        Path file =
                jsonl(
                        """
                        {"messages": [{"role": "user", "content": "U"}, {"role": "assistant", "content": "A"}]}
                        {"messages": [{"role": "user", "content": "U"}]}
                        """);

        assertThatThrownBy(() -> DataReader.conversations(file))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        file
                                + ":2: 'messages' has no turn by 'assistant', so nothing to learn from");
    }

    @Test
    void parquetReadsAsJsonLinesDo() throws IOException, SQLException {
        Path parquet = folder.resolve("nectar's.parquet");
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    COPY (SELECT '\n\nHuman: P' || i || '\n\nAssistant: ' AS prompt,
                        [{answer: 'ä"b', model: 'm', rank: 1.0::DOUBLE}, {answer: 'b', model: 'n', rank: 2.0}] AS answers,
                        2::BIGINT AS num_responses, ['hh'] AS source, true AS good_natured
                        FROM range(3000) t(i)) TO '%s' (FORMAT parquet)
                    """
                            .formatted(parquet.toString().replace("'", "''")));
        }

        List<RankedReplies> rankings = DataReader.rankings(parquet);

        assertThat(rankings).hasSize(3000);
        assertThat(rankings.get(2999).prompt().messages())
                .containsExactly(ChatMessage.user("P2999"));
        assertThat(rankings.get(2999).prompt().id()).isEqualTo("3000");
        assertThat(rankings.getFirst().replies().getFirst().text()).isEqualTo("ä\"b");
        assertThatThrownBy(() -> DataReader.pairs(parquet))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(parquet + ":1: no 'chosen'; keys are prompt, answers");
    }

    @Test
    void anArrayReadsAsLinesDo() throws IOException {
        Path file = folder.resolve("prompts.json");
        Files.writeString(file, "\n[{\"prompt\": \"One\"},\n  {\"prompt\": \"Two\",\n \"x\": 1}]");
        assertThat(DataReader.prompts(file))
                .extracting(prompt -> prompt.messages().getFirst().content())
                .containsExactly("One", "Two");
        Files.writeString(file, "[{\"prompt\": \"One\"},\n {\"prompt\": 2}]");
        assertThatThrownBy(() -> DataReader.prompts(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ":2: 'prompt' is 2");
        Files.writeString(file, "[{\"prompt\": \"One\"},\n {\"prompt\"");
        assertThatThrownBy(() -> DataReader.prompts(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ":2: malformed JSON");
    }

    @Test
    void csvKeepsTextAsText() throws IOException {
        Path file = folder.resolve("pairs.csv");
        Files.writeString(
                file,
                """
                id,prompt,chosen,rejected
                007,"What is 1 + 1,
                then?",2,3
                008,Again,2,
                """);

        assertThatThrownBy(() -> DataReader.pairs(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ":2: no 'rejected'; keys are id, prompt, chosen");

        List<Prompt> prompts = DataReader.prompts(file);
        assertThat(prompts).extracting(Prompt::id).containsExactly("007", "008");
        assertThat(prompts.getFirst().messages())
                .containsExactly(ChatMessage.user("What is 1 + 1,\nthen?"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "{'prompt': 'P', 'chosen': 'A', 'rejected': 'A'} # 'chosen' and 'rejected' are equal; drop the line or fix the labels",
                "{'prompt': 'P', 'chosen': 'A'} # no 'rejected'; keys are prompt, chosen",
                "{'prompt': 'P', 'chosen': 'A', 'rejected': null} # no 'rejected'; keys are prompt, chosen, rejected",
                "{'prompt': 7, 'chosen': 'A', 'rejected': 'B'} # 'prompt' is 7, must be text",
                "{'prompt': 'P', 'chosen': {'a': 1}, 'rejected': 'B'} # 'chosen' is {\"a\":1}, must be text",
                "{'prompt': 'P', 'chosen': [], 'rejected': 'B'} # 'chosen' is an empty list",
                "{'prompt': 'P', 'chosen': [{'role': 'user'}], 'rejected': 'B'} # no 'chosen[0].content', must be text",
                "{'prompt': 'P', 'chosen': [{'role': 'user', 'content': 'A'}], 'rejected': 'B'} # 'chosen' has 1 messages after the prompt, the first by 'user'; must be one, by 'assistant'",
                "{'chosen': 'A', 'rejected': 'B'} # no 'prompt' or 'messages', and 'chosen' and 'rejected' do not begin with the same turns",
                "{'prompt': '\\n\\nHuman: P\\n\\nAssistant: Q', 'chosen': 'A', 'rejected': 'B'} # the prompt ends with the assistant's turn, must end with the user's (a reply belongs into 'chosen', 'answers' or a conversation)",
                "{'id': 1.5, 'prompt': 'P', 'chosen': 'A', 'rejected': 'B'} # 'id' is 1.5, must be text or an integer",
                "{'prompt': 'P', 'chosen': 'A', 'rejected': 'B', 'chosen_ids': [1, 'x']} # 'chosen_ids[1]' is \"x\", must be a token id",
                "{'prompt': 'P', 'chosen': 'A', 'rejected': 'B', 'chosen_finish': 'eos'} # 'chosen_finish' is \"eos\", must be \"stop\" or \"length\"",
                "{'prompt': 'P', 'chosen': 'A', 'rejected': 'B', 'chosen_score': 1, 'rejected_score': '2'} # 'rejected_score' is \"2\", must be a number"
            })
    void saysWhereAndWhatIsWrongWithAPair(String row, String message) throws IOException {
        Path file =
                jsonl(
                        "{\"prompt\": \"P\", \"chosen\": \"A\", \"rejected\": \"B\"}\n"
                                + row.replace('\'', '"').replace("assistant\"s", "assistant's"));

        assertThatThrownBy(() -> DataReader.pairs(file))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ":2: " + message);
    }

    @Test
    void saysWhereAndWhatIsWrongWithARanking() throws IOException {
        Path one = jsonl("{\"prompt\": \"P\", \"answers\": [{\"answer\": \"a\", \"rank\": 1}]}");
        assertThatThrownBy(() -> DataReader.rankings(one))
                .hasMessage(one + ":1: 'answers' has 1 entry, a ranking needs at least 2");

        Path rank =
                jsonl(
                        "{\"prompt\": \"P\", \"answers\": [{\"answer\": \"a\", \"rank\": 1},"
                                + " {\"answer\": \"a\", \"rank\": \"first\"}]}");
        assertThatThrownBy(() -> DataReader.rankings(rank))
                .hasMessage(rank + ":1: 'answers[1].rank' is \"first\", must be a number");
    }

    @Test
    void saysWhereAFileIsNotWhatItShouldBe() throws IOException {
        Path missing = folder.resolve("no.jsonl");
        assertThatThrownBy(() -> DataReader.prompts(missing))
                .isInstanceOf(DataException.class)
                .hasMessage(missing + " does not exist or is not a file");

        Path empty = jsonl("\n \n");
        assertThatThrownBy(() -> DataReader.prompts(empty))
                .hasMessage(empty + " is empty; expected one row or JSON object a line");

        Path malformed = jsonl("{\"prompt\": \"P\"}\n{\"prompt\": \"P}");
        assertThatThrownBy(() -> DataReader.prompts(malformed))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(malformed + ":2: malformed JSON at column ");

        Path two = jsonl("{\"prompt\": \"P\"} {\"prompt\": \"Q\"}");
        assertThatThrownBy(() -> DataReader.prompts(two))
                .hasMessageStartingWith(two + ":1: malformed JSON at column 17: Trailing token");

        Path array = jsonl("[1, 2]");
        assertThatThrownBy(() -> DataReader.prompts(array))
                .hasMessage(
                        array
                                + ":1: not a JSON object; expected one object a line, as {\"id\":"
                                + " ...}");

        Path twice =
                jsonl("{\"id\": \"a\", \"prompt\": \"P\"}\n\n{\"id\": \"a\", \"prompt\": \"Q\"}");
        assertThatThrownBy(() -> DataReader.prompts(twice))
                .hasMessage(twice + ":3: id 'a' is already on line 1");

        Path latin = folder.resolve("latin.jsonl");
        Files.write(latin, "{\"prompt\": \"Grüße\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> DataReader.prompts(latin))
                .hasMessage(latin + " is not UTF-8 text, after line 0");

        Path kind = Files.writeString(folder.resolve("data.txt"), "x");
        assertThatThrownBy(() -> DataReader.prompts(kind))
                .hasMessage(
                        kind
                                + " is of no known kind; known: .jsonl (or .json), .parquet, .csv (or .csv.gz)");

        Path parquet = Files.writeString(folder.resolve("bad.parquet"), "not parquet at all");
        assertThatThrownBy(() -> DataReader.prompts(parquet))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(parquet + " cannot be read: ");
    }

    @Test
    void scoresMustMatchTheirCandidates() throws IOException {
        var candidates =
                List.of(
                        new Candidates(
                                new Prompt("p", List.of(ChatMessage.user("U")), "", Map.of()),
                                List.of(Reply.written("a"), Reply.written("b"))));

        Path other = jsonl("{\"id\": \"q\", \"scores\": [1, 2]}");
        assertThatThrownBy(() -> DataReader.scores(other, candidates))
                .isInstanceOf(DataException.class)
                .hasMessage(other + ":1: id is 'q', the candidates have 'p' there");

        Path few = jsonl("{\"id\": \"p\", \"scores\": [1]}");
        assertThatThrownBy(() -> DataReader.scores(few, candidates))
                .hasMessage(few + ":1: 1 scores for the 2 replies of 'p'");

        Path more =
                jsonl("{\"id\": \"p\", \"scores\": [1, 2]}\n{\"id\": \"q\", \"scores\": [1, 2]}");
        assertThatThrownBy(() -> DataReader.scores(more, candidates))
                .hasMessage(more + " has 2 rows, the candidates 1; score them again");
    }

    private Path jsonl(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "rows", ".jsonl"), text);
    }
}
