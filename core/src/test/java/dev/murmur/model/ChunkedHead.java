package dev.murmur.model;

import dev.murmur.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A language-model head that must work in chunks: the way back that small models otherwise never
/// take. Belongs to the scope it is made in.
public final class ChunkedHead {
    private static final int HIDDEN = 16;
    private static final int ROWS = 5;

    private final GroupBatch batch = GroupBatch.of(TinyModels.groups(6, 3, 4));
    private final Tensor hidden =
            torch.randn(batch.targets().size(0), HIDDEN).set_requires_grad(true);
    private final Tensor weight = torch.randn(TinyModels.VOCAB, HIDDEN).set_requires_grad(true);
    private final LanguageModelHead head =
            new LanguageModelHead(weight, null, (long) ROWS * TinyModels.VOCAB);

    /// Forward and backward once.
    public void step() {
        try (var _ = new TensorScope()) {
            ReplyLogProbs logProbs = head.logProbs(hidden, batch, () -> {});
            logProbs.backward(logProbs.sums().sum());
        }
    }
}
