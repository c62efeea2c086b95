package dev.murmur.model;

import dev.murmur.tensor.Dtype;
import dev.murmur.text.ChatMlTemplate;
import dev.murmur.text.ChatTemplates;
import dev.murmur.text.TinyTokenizers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Small model folders with weights, a ChatML tokenizer and template: what commands open.
public final class TextModels {
    private static final int VOCAB = 300;

    private TextModels() {}

    /// A language model with random weights, large enough that its replies differ and often end.
    public static Path causal(Path folder, long seed) {
        describe(folder);
        try (CausalLm model = CausalLm.random(folder, seed)) {
            enlarge(model.parameters().all().values());
            model.save(folder, "");
        }
        return folder;
    }

    /// A reward model with random weights: the trunk of [#causal] and a head as much enlarged.
    public static Path scalar(Path folder, long seed) {
        causal(folder, seed);
        try (ScalarModel model = ScalarModel.trainable(folder, Dtype.FLOAT32, seed)) {
            enlarge(List.of(model.parameters().get("score.weight")));
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

    private static void enlarge(Collection<Tensor> weights) {
        try (var _ = new NoGradGuard()) {
            weights.stream()
                    .filter(weight -> weight.dim() == 2)
                    .forEach(weight -> weight.mul_(new Scalar(12.0)));
        }
    }
}
