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
import java.util.stream.Stream;

/// Starling's truth preference accuracy, on the answers of TruthfulQA: the best one scores at least
/// as high as other correct ones, and each correct one higher than each incorrect one.
record StarlingTruth() implements RewardTask {
    @Override
    public String name() {
        return "starling_truth";
    }

    @Override
    public String source() {
        return "generation of truthfulqa/truthful_qa";
    }

    @Override
    public List<String> splits() {
        return List.of("validation");
    }

    @Override
    public OptionalInt published() {
        return OptionalInt.empty();
    }

    @Override
    public Optional<RewardItem> item(String split, JsonNode row, int number) {
        String best = Cells.text(row, "best_answer");
        List<String> correct =
                Stream.concat(
                                Stream.of(best),
                                Cells.texts(row, "correct_answers").stream()
                                        .filter(answer -> !answer.equals(best)))
                        .toList();
        List<String> incorrect = Cells.texts(row, "incorrect_answers");
        var comparisons = new ArrayList<Comparison>();
        for (int right = 0; right < correct.size(); right++) {
            if (right > 0) {
                comparisons.add(new Comparison(0, right, true));
            }
            for (int wrong = 0; wrong < incorrect.size(); wrong++) {
                comparisons.add(Comparison.strict(right, correct.size() + wrong));
            }
        }
        var prompt =
                new Prompt(
                        Integer.toString(number),
                        List.of(ChatMessage.user(Cells.text(row, "question"))),
                        "",
                        Map.of());
        List<Reply> replies =
                Stream.concat(correct.stream(), incorrect.stream()).map(Reply::written).toList();
        return comparisons.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new RewardItem(
                                prompt.id(),
                                "",
                                List.of(new Candidates(prompt, replies)),
                                comparisons));
    }
}
