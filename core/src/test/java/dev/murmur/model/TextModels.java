package dev.murmur.model;

import dev.murmur.tensor.Dtype;
import dev.murmur.text.ChatMlTemplate;
import dev.murmur.text.ChatTemplates;
import dev.murmur.text.TinyTokenizers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;

/// Small model folders with weights, a ChatML tokenizer and template: what commands open.
public final class TextModels {
    private static final int VOCAB = 300;

    private TextModels() {}

    /// A language model with random weights, large enough that its replies differ and often end.
    public static Path causal(Path folder, long seed) {
        describe(folder);
        try (CausalLm model = CausalLm.random(folder, seed)) {
            enlarge(model);
            model.save(folder, "");
        }
        return folder;
    }

    /// A reward model with random weights.
    public static Path scalar(Path folder, long seed) {
        causal(folder, seed);
        try (ScalarModel model = ScalarModel.trainable(folder, Dtype.FLOAT32, seed)) {
            enlarge(model);
            model.save(folder, "");
        }
        return folder;
    }

    /// Everything but the weights.
    private static void describe(Path folder) {
        TinyModels.folder(folder, true);
        Path config = folder.resolve("config.json");
        try {
            String tiny = Files.readString(config);
            Files.writeString(
                    config,
                    tiny.replace(
                            "\"vocab_size\": " + TinyModels.VOCAB, "\"vocab_size\": " + VOCAB));
            TinyTokenizers.byteLevel(folder).close();
            ChatTemplates.write(new ChatMlTemplate(), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void enlarge(TrainableModel model) {
        try (var _ = new NoGradGuard()) {
            model.parameters().all().values().stream()
                    .filter(weight -> weight.dim() == 2)
                    .forEach(weight -> weight.mul_(new Scalar(12.0)));
        }
    }
}
