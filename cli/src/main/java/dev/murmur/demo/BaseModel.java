package dev.murmur.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.data.AtomicFiles;
import dev.murmur.model.CausalLm;
import dev.murmur.text.BpeTrainer;
import dev.murmur.text.ChatMessage;
import dev.murmur.text.ChatMlTemplate;
import dev.murmur.text.ChatTemplates;
import dev.murmur.text.TrainedBpe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The model that the demo starts from, as a Hugging Face folder: a small Llama with random weights
/// and a tokenizer learnt from the world's text.
record BaseModel(WorldSettings settings, long seed) {
    private static final String PAD = "<|pad|>";
    private static final String START = "<|im_start|>";
    private static final String END = "<|im_end|>";
    private static final List<String> SPECIALS = List.of(PAD, START, END);
    private static final String CARD =
            "A small Llama with random weights, where Murmur's demo starts.\n";

    /// Writes the folder; the same bytes for the same world.
    void write(Path folder, World world) {
        TrainedBpe tokenizer = BpeTrainer.train(texts(world), settings.vocabulary(), SPECIALS);
        AtomicFiles.writeFolder(
                folder,
                temporary -> {
                    tokenizer.write(temporary, Map.of("eos_token", END, "pad_token", PAD));
                    ChatTemplates.write(new ChatMlTemplate(), temporary);
                    new JsonMapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValue(
                                    temporary.resolve("config.json").toFile(),
                                    config(tokenizer.tokens().size()));
                });
        try (CausalLm model = CausalLm.random(folder, seed)) {
            model.save(folder, CARD);
        }
    }

    /// With the roles, which the template writes before every turn.
    private static Stream<String> texts(World world) {
        return Stream.concat(
                world.statements().stream(),
                world.conversations().stream()
                        .flatMap(e ->
                                Stream.of(
                                        ChatMessage.USER,
                                        e.question().text(),
                                        ChatMessage.ASSISTANT,
                                        e.reply())));
    }

    private ObjectNode config(int vocabulary) {
        WorldSettings.DecoderShape shape = settings.decoder();
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.putArray("architectures").add("LlamaForCausalLM");
        return config.put("model_type", "llama")
                .put("vocab_size", vocabulary)
                .put("hidden_size", shape.hidden())
                .put("intermediate_size", shape.intermediate())
                .put("num_hidden_layers", shape.layers())
                .put("num_attention_heads", shape.heads())
                .put("num_key_value_heads", shape.kvHeads())
                .put("max_position_embeddings", shape.positions())
                .put("rms_norm_eps", 1e-6)
                .put("rope_theta", 10000.0)
                .put("hidden_act", "silu")
                .put("initializer_range", shape.initialStd())
                .put("tie_word_embeddings", true)
                .put("pad_token_id", SPECIALS.indexOf(PAD))
                .put("eos_token_id", SPECIALS.indexOf(END))
                .put("dtype", "float32");
    }
}
