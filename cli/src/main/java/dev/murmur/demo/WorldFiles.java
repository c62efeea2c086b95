package dev.murmur.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.data.AtomicFiles;
import dev.murmur.text.ChatMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The world as files in the ordinary formats: what a user would bring.
///
/// @param folder where they lie
public record WorldFiles(Path folder) {
    private static final JsonMapper JSON = new JsonMapper();

    Path pretrain() {
        return folder.resolve("pretrain.jsonl");
    }

    Path conversations() {
        return folder.resolve("sft.jsonl");
    }

    public Path rankings() {
        return folder.resolve("rankings.jsonl");
    }

    Path heldOutRankings() {
        return folder.resolve("rankings-heldout.jsonl");
    }

    Path prompts() {
        return folder.resolve("prompts.jsonl");
    }

    Path heldOutPrompts() {
        return folder.resolve("prompts-heldout.jsonl");
    }

    /// Writes all of them; the same bytes for the same world.
    void write(World world) {
        write(
                pretrain(),
                world.statements().stream().map(text -> conversation(ChatMessage.assistant(text))));
        write(
                conversations(),
                world.conversations().stream()
                        .map(e ->
                                conversation(
                                        ChatMessage.user(e.question().text()),
                                        ChatMessage.assistant(e.reply()))));
        write(rankings(), world.rankings().stream().map(WorldFiles::ranking));
        write(heldOutRankings(), world.heldOutRankings().stream().map(WorldFiles::ranking));
        write(prompts(), world.prompts().stream().map(WorldFiles::prompt));
        write(heldOutPrompts(), world.heldOutPrompts().stream().map(WorldFiles::prompt));
    }

    private static ObjectNode conversation(ChatMessage... messages) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.set("messages", messages(List.of(messages)));
        return row;
    }

    private static ObjectNode prompt(Question question) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("id", question.id());
        row.set("messages", messages(List.of(ChatMessage.user(question.text()))));
        row.put("source", question.topic().source());
        row.set("checklist", question.topic().checklist().toJson());
        return row;
    }

    /// As in Nectar.
    private static ObjectNode ranking(World.Ranking ranking) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("prompt", "\n\nHuman: " + ranking.question().text() + "\n\nAssistant: ");
        ArrayNode answers = row.putArray("answers");
        for (World.Answer answer : ranking.answers()) {
            answers.addObject()
                    .put("answer", answer.text())
                    .put("model", answer.writer())
                    .put("rank", (double) answer.rank());
        }
        row.put("turns", 1);
        row.put("num_responses", ranking.answers().size());
        row.putArray("source").add(ranking.question().topic().source());
        row.put("good_natured", true);
        return row;
    }

    private static ArrayNode messages(List<ChatMessage> messages) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (ChatMessage message : messages) {
            array.addObject().put("role", message.role()).put("content", message.content());
        }
        return array;
    }

    private static void write(Path file, Stream<ObjectNode> rows) {
        AtomicFiles.writeText(
                file,
                writer -> {
                    for (ObjectNode row : (Iterable<ObjectNode>) rows::iterator) {
                        writer.write(JSON.writeValueAsString(row));
                        writer.write('\n');
                    }
                });
    }
}
