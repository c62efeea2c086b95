package dev.murmur.bench;

import dev.murmur.data.TokenGroup;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ReplyLogProbs;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.training.AdamW;
import dev.murmur.training.AdamWSettings;
import dev.murmur.training.Gradients;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Our side of `bench/python.sh`: a step of supervised fine-tuning (forward, backward, clipping,
/// AdamW) over 8 sequences of 128 tokens, and 32 replies of 64 tokens, greedy; one thread.
public final class AgainstPython {
    private static final int ROUNDS = 7;

    private AgainstPython() {}

    /// @param args size, and the model's folder, made if it is not there
    public static void main(String[] args) {
        Sizes size = Sizes.valueOf(args[0]);
        Path folder = Path.of(args[1]);
        if (!Files.isDirectory(folder)) {
            try (CausalLm model = size.open(1)) {
                model.save(folder, "");
            }
        }
        try (CausalLm model = CausalLm.trainable(folder, Dtype.FLOAT32);
                var adamW = new AdamW(settings(), model.parameters().all())) {
            Sizes.threads(1);
            List<TokenGroup> groups = Sample.groups(8, 1, 1, 127, size.vocab());
            List<int[]> prompts = Decoding.prompts(32, 32, size.vocab());
            print("step", () -> step(model, adamW, groups));
            print("generate", () -> Decoding.generate(model, prompts, 64));
        }
    }

    private static AdamWSettings settings() {
        return new AdamWSettings(0.9, 0.95, 1e-8, 0.1);
    }

    private static void step(CausalLm model, AdamW adamW, List<TokenGroup> groups) {
        try (var _ = new TensorScope()) {
            ReplyLogProbs logProbs = model.replyLogProbs(GroupBatch.of(groups));
            logProbs.backward(logProbs.tokens().mean().neg());
        }
        Gradients.clipNorm(model.parameters().all().values(), 1.0);
        adamW.step(1e-5);
    }

    private static void print(String what, Runnable work) {
        IntStream.range(0, 5).forEach(_ -> work.run()); // warm-up
        double[] seconds =
                IntStream.range(0, ROUNDS)
                        .mapToDouble(_ -> {
                            long start = Contest.THREAD.getAsLong();
                            work.run();
                            return (Contest.THREAD.getAsLong() - start) / 1e9;
                        })
                        .toArray();
        System.out.printf(Locale.ROOT, "%s %.4f%n", what, Contest.median(seconds));
    }
}
