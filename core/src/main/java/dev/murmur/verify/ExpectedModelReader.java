package dev.murmur.verify;

import dev.murmur.generation.BeamParams;
import dev.murmur.generation.EarlyStopping;
import dev.murmur.verify.ExpectedModel.Beams;
import dev.murmur.verify.ExpectedModel.Greedy;
import dev.murmur.verify.ExpectedModel.Sequence;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads an [ExpectedModel] and checks that it can belong to the model.
final class ExpectedModelReader {
    private static final String BEAM = "beam";

    private final int vocab;

    ExpectedModelReader(int vocab) {
        this.vocab = vocab;
    }

    ExpectedModel read(Field root) {
        List<Field> sequences = root.at("sequences").items();
        root.at("sequences").require(!sequences.isEmpty(), "at least one sequence");
        return new ExpectedModel(
                sequences.stream().map(this::sequence).toList(),
                root.has("greedy") ? Optional.of(greedy(root.at("greedy"))) : Optional.empty(),
                beamKeys(root).stream().map(key -> beams(root.at(key))).toList());
    }

    /// The keys that [#read] looks at.
    static List<String> known(Field root) {
        return Stream.concat(Stream.of("sequences", "greedy"), beamKeys(root).stream()).toList();
    }

    private static List<String> beamKeys(Field root) {
        return root.keys().filter(key -> key.startsWith(BEAM)).toList();
    }

    private Sequence sequence(Field field) {
        int[] ids = field.at("ids").sequence(vocab);
        return new Sequence(
                ids,
                field.at("last_logits").numbers(vocab, "the rows of the model's embedding"),
                field.at("token_log_probs")
                        .numbers(ids.length - 1, "one for each of its ids but the first"),
                field.at("last_hidden_norm").number());
    }

    private Greedy greedy(Field field) {
        int[] prompt = field.at("prompt").ids(vocab);
        return new Greedy(prompt, reply(field.at("ids"), prompt));
    }

    private Beams beams(Field field) {
        int[] prompt = field.at("prompt").ids(vocab);
        List<int[]> replies =
                field.at("sequences").items().stream().map(row -> reply(row, prompt)).toList();
        return new Beams(
                field.name(),
                prompt,
                params(field, replies.size()),
                replies,
                field.at("scores").numbers(replies.size(), "one for each sequence"));
    }

    private static BeamParams params(Field field, int replies) {
        try {
            return new BeamParams(
                    field.at("num_beams").integer(),
                    replies,
                    field.at("length_penalty").number(),
                    field.has("early_stopping")
                            ? earlyStopping(field.at("early_stopping"))
                            : EarlyStopping.HEURISTIC,
                    field.at("max_new_tokens").integer());
        } catch (IllegalArgumentException e) {
            throw field.wrong("a beam search; " + e.getMessage());
        }
    }

    private static EarlyStopping earlyStopping(Field field) {
        return switch (field.node().asText()) {
            case "false" -> EarlyStopping.HEURISTIC;
            case "true" -> EarlyStopping.FULL;
            case "never" -> EarlyStopping.NEVER;
            default -> throw field.wrong("false, true or \"never\"");
        };
    }

    /// What follows the prompt.
    private int[] reply(Field field, int[] prompt) {
        int[] ids = field.ids(vocab);
        field.require(
                ids.length > prompt.length
                        && Arrays.equals(ids, 0, prompt.length, prompt, 0, prompt.length),
                "the prompt's ids and at least one more");
        return Arrays.copyOfRange(ids, prompt.length, ids.length);
    }
}
