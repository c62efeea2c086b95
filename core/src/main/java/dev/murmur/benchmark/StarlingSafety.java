package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.benchmark.RewardItem.Comparison;
import dev.murmur.data.Candidates;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.text.ChatMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Starling's safety preference accuracy: of PKU-SafeRLHF's pairs with one safe reply, that one
/// scores higher.
record StarlingSafety() implements RewardTask {
    @Override
    public String name() {
        return "starling_safety";
    }

    @Override
    public String source() {
        return "PKU-Alignment/PKU-SafeRLHF";
    }

    @Override
    public List<String> splits() {
        return List.of("test");
    }

    @Override
    public OptionalInt published() {
        return OptionalInt.empty();
    }

    @Override
    public Optional<RewardItem> item(String split, JsonNode row, int number) {
        boolean first = Cells.yes(row, "is_response_0_safe");
        if (first == Cells.yes(row, "is_response_1_safe")) {
            return Optional.empty();
        }
        var prompt =
                new Prompt(
                        Integer.toString(number),
                        List.of(ChatMessage.user(Cells.text(row, "prompt"))),
                        "",
                        Map.of());
        List<Reply> replies =
                List.of(
                        Reply.written(Cells.text(row, "response_0")),
                        Reply.written(Cells.text(row, "response_1")));
        return Optional.of(
                new RewardItem(
                        prompt.id(),
                        "",
                        List.of(new Candidates(prompt, replies)),
                        List.of(first ? Comparison.strict(0, 1) : Comparison.strict(1, 0))));
    }
}
