package dev.murmur.cli;

import dev.murmur.model.CausalLm;
import dev.murmur.model.ScalarModel;
import dev.murmur.tensor.Dtype;
import dev.murmur.text.BpeTrainer;
import dev.murmur.text.ChatMlTemplate;
import dev.murmur.text.ChatTemplates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Small model folders with random weights, for commands.
final class TinyModel {
    private TinyModel() {}

    /// A chat model.
    static void writeChat(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("config.json"),
                """
                {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 280,
                 "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
                 "num_key_value_heads": 1, "intermediate_size": 24, "rms_norm_eps": 1e-5,
                 "max_position_embeddings": 128, "tie_word_embeddings": true, "hidden_act": "silu",
                 "rope_theta": 10000.0, "torch_dtype": "float32"}
                """);
        BpeTrainer.train(Stream.of("a fruit"), 280, List.of("<|im_start|>", "<|im_end|>"))
                .write(folder, Map.of("eos_token", "<|im_end|>"));
        ChatTemplates.write(new ChatMlTemplate(), folder);
        try (CausalLm model = CausalLm.random(folder, 1)) {
            model.save(folder, "");
        }
    }

    /// A reward model with the trunk of a chat model.
    static void writeReward(Path chat, Path folder) {
        try (ScalarModel model = ScalarModel.trainable(chat, Dtype.FLOAT32, 2)) {
            model.save(folder, "");
        }
    }
}
