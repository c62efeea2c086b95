package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.benchmark.RewardItem.Comparison;
import dev.murmur.data.Candidates;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Starling's human preference accuracy: conversations of the Chatbot Arena of which people
/// preferred one. Ties are left out, which Starling's card does not say.
record StarlingHuman() implements RewardTask {
    @Override
    public String name() {
        return "starling_human";
    }

    @Override
    public String source() {
        return "lmsys/chatbot_arena_conversations";
    }

    @Override
    public List<String> splits() {
        return List.of("train");
    }

    @Override
    public OptionalInt published() {
        return OptionalInt.empty();
    }

    @Override
    public Optional<RewardItem> item(String split, JsonNode row, int number) {
        String id = row.path("question_id").asText(Integer.toString(number));
        String winner = Cells.text(row, "winner");
        if (winner.startsWith("tie")) {
            return Optional.empty();
        }
        if (!winner.equals("model_a") && !winner.equals("model_b")) {
            throw Cells.wrong(row, "winner", "model_a, model_b or a tie");
        }
        int better = winner.equals("model_a") ? 0 : 1;
        return Optional.of(
                new RewardItem(
                        id,
                        "",
                        List.of(
                                conversation(row, "conversation_a", id),
                                conversation(row, "conversation_b", id)),
                        List.of(Comparison.strict(better, 1 - better))));
    }

    /// Each side's own earlier replies are part of what its last one answers.
    private static Candidates conversation(JsonNode row, String name, String id) {
        var messages = new ArrayList<ChatMessage>();
        for (JsonNode turn : row.path(name)) {
            messages.add(new ChatMessage(Cells.text(turn, "role"), Cells.text(turn, "content")));
        }
        if (messages.size() < 2 || !messages.getLast().role().equals("assistant")) {
            throw Cells.wrong(row, name, "a conversation that ends with the assistant's turn");
        }
        Reply last = Reply.written(messages.removeLast().content());
        return new Candidates(new Prompt(id, messages, "", Map.of()), List.of(last));
    }
}
