package dev.murmur.bench.program;

import dev.murmur.bench.ProcessMemory;
import dev.murmur.data.TokenGroup;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.tensor.TensorScope;
import dev.murmur.training.Gradients;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The language-model head in chunks against all logits at once, forward and backward, vocabulary
/// 32000: peak resident memory beyond what was resident before (Linux: `VmHWM`), and CPU time of
/// the one thread.
public final class HeadMemory {
    private static final int VOCAB = 32_000;
    private static final int SEQUENCES = 16;
    private static final int LENGTH = 255;

    private HeadMemory() {}

    public static void main(String[] args) {
        List<TokenGroup> groups = Sample.groups(SEQUENCES, 1, 1, LENGTH, VOCAB);
        try (CausalLm model = Sizes.M1.open(VOCAB, 1)) {
            Runnable whole = () -> allLogits(model, groups);
            Runnable chunked = () -> TrainingStep.step(model, groups);
            chunked.run();
            double chunkedPeak = peakMegabytes(chunked);
            double wholePeak = peakMegabytes(whole);
            System.out.printf(
                    Locale.ROOT,
                    "%d targets: peak %.0f MB with all logits, %.0f MB in chunks, ratio %.2f%n",
                    SEQUENCES * LENGTH,
                    wholePeak,
                    chunkedPeak,
                    wholePeak / chunkedPeak);
            new Contest(Contest.THREAD, 5).run("all logits against chunks", whole, chunked);
        }
    }

    private static void allLogits(CausalLm model, List<TokenGroup> groups) {
        try (var _ = new TensorScope()) {
            GroupBatch batch = GroupBatch.of(groups);
            Tensor logProbs = model.logits(batch).log_softmax(1); // [tokens, vocab]
            torch.embedding(logProbs, batch.predictors())
                    .gather(1, batch.targets().unsqueeze(1))
                    .sum()
                    .backward();
        }
        Gradients.clear(model.parameters().all().values());
    }

    private static double peakMegabytes(Runnable work) {
        ProcessMemory.forgetPeak();
        double before = ProcessMemory.resident();
        work.run();
        return ProcessMemory.peak() - before;
    }
}
