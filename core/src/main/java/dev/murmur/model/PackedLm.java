package dev.murmur.model;

import dev.murmur.nn.Compute;
import dev.murmur.nn.PackedLinear;
import dev.murmur.nn.Packer;
import java.util.List;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;

/// A language model with a copy of its matrices packed for writing replies, as they were when it
/// was made; where no kernel takes packed ones, with the model's own. Embedding and norms are the
/// model's, which is closed after it.
public final class PackedLm implements StepwiseModel, AutoCloseable {
    private final Packer packer;
    private final Steps steps;

    private PackedLm(Packer packer, Steps steps) {
        this.packer = packer;
        this.steps = steps;
    }

    static PackedLm of(Decoder trunk, LanguageModelHead head, Compute compute) {
        var packer = new Packer(compute);
        if (compute == Compute.MODEL && !PackedLinear.takes(trunk.embedding().scalar_type())) {
            return new PackedLm(packer, new Steps(trunk, head::logits));
        }
        try (var _ = new InferenceMode(true)) {
            return new PackedLm(packer, new Steps(trunk.packed(packer), head.packed(packer)));
        } catch (RuntimeException e) {
            packer.close();
            throw e;
        }
    }

    @Override
    public DecoderConfig config() {
        return steps.trunk().config();
    }

    @Override
    public Prefill prefill(List<int[]> prompts, int slots) {
        return steps.prefill(prompts, slots);
    }

    @Override
    public Tensor decode(List<KvCache> caches, int[] tokens) {
        return steps.decode(caches, tokens);
    }

    @Override
    public void close() {
        packer.close();
    }
}
