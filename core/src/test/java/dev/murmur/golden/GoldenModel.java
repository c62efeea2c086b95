package dev.murmur.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;

/// A tiny checkpoint and what transformers computes with it in float32.
///
/// @param folder a Hugging Face folder: config and safetensors
/// @param modelType `model_type` of its config, such as `llama`
public record GoldenModel(Path folder, String modelType, List<Sequence> sequences, Greedy greedy) {

    /// One sequence through the model.
    ///
    /// @param ids tokens
    /// @param lastLogits of the last position: `[vocab]`
    /// @param tokenLogProbs of `ids[1..]` given what precedes each, nats
    /// @param lastHiddenNorm Euclidean norm of the last position's state after the final norm
    public record Sequence(
            int[] ids, double[] lastLogits, double[] tokenLogProbs, double lastHiddenNorm) {}

    /// A greedy continuation.
    ///
    /// @param ids the prompt and what follows, ending after the first id 2 if one comes
    public record Greedy(int[] prompt, int[] ids) {}

    public String name() {
        return folder.getFileName().toString();
    }

    @Override
    public String toString() {
        return name();
    }

    static GoldenModel read(Path folder) {
        JsonNode expected = Golden.json(folder.resolve("expected.json"));
        JsonNode greedy = expected.get("greedy");
        return new GoldenModel(
                folder,
                Golden.json(folder.resolve("config.json")).get("model_type").asText(),
                expected.get("sequences").valueStream().map(GoldenModel::sequence).toList(),
                new Greedy(Golden.ints(greedy.get("prompt")), Golden.ints(greedy.get("ids"))));
    }

    private static Sequence sequence(JsonNode node) {
        return new Sequence(
                Golden.ints(node.get("ids")),
                Golden.doubles(node.get("last_logits")),
                Golden.doubles(node.get("token_log_probs")),
                node.get("last_hidden_norm").doubleValue());
    }
}
