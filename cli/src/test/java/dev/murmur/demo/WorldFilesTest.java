package dev.murmur.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldFilesTest {
    private static final WorldSettings SETTINGS = WorldSettings.of(DemoSize.SMOKE);

    @TempDir Path folder;

    @Test
    void everyFileHasAsManyRowsAsAskedFor() throws IOException {
        WorldFiles files = written("world");
        var sizes = SETTINGS.sizes();
        assertThat(rows(files.pretrain())).hasSize(sizes.pretrain());
        assertThat(rows(files.conversations())).hasSize(sizes.conversations());
        assertThat(rows(files.rankings())).hasSize(sizes.rankings());
        assertThat(rows(files.heldOutRankings())).hasSize(sizes.heldOutRankings());
        assertThat(rows(files.prompts())).hasSize(sizes.prompts());
        assertThat(rows(files.heldOutPrompts())).hasSize(sizes.heldOutPrompts());
    }

    @Test
    void theSameSeedWritesTheSameBytes() {
        WorldFiles first = written("first");
        WorldFiles second = written("second");
        assertThat(AtomicFiles.sha256(second.rankings()))
                .isEqualTo(AtomicFiles.sha256(first.rankings()));
        assertThat(AtomicFiles.sha256(second.pretrain()))
                .isEqualTo(AtomicFiles.sha256(first.pretrain()));
    }

    @Test
    void rankingsAreInNectarsFormat() throws IOException {
        JsonNode row = rows(written("world").rankings()).getFirst();
        assertThat(row.get("prompt").asText())
                .startsWith("\n\nHuman: ")
                .endsWith("\n\nAssistant: ");
        assertThat(row.get("answers"))
                .hasSize(7)
                .allSatisfy(answer ->
                        assertThat(answer.properties().stream().map(e -> e.getKey()))
                                .containsExactly("answer", "model", "rank"));
        assertThat(row.get("num_responses").asInt()).isEqualTo(7);
        assertThat(row.get("source").isArray()).isTrue();
        assertThat(row.get("good_natured").isBoolean()).isTrue();
    }

    @Test
    void aStatementIsOneMessageOfTheAssistant() throws IOException {
        JsonNode messages = rows(written("world").pretrain()).getFirst().get("messages");
        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).get("role").asText()).isEqualTo("assistant");
    }

    @Test
    void aPromptCarriesWhatTheGoldJudgeNeeds() throws IOException {
        assertThat(rows(written("world").heldOutPrompts()))
                .allSatisfy(row ->
                        assertThat(row.properties().stream().map(e -> e.getKey()))
                                .containsExactly("id", "messages", "source", "checklist"));
    }

    private WorldFiles written(String name) {
        var files = new WorldFiles(folder.resolve(name));
        files.write(new World(SETTINGS, 3));
        return files;
    }

    private static List<JsonNode> rows(Path file) throws IOException {
        return new JsonMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(file.toFile())
                .readAll();
    }
}
