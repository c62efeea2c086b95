package dev.murmur.model;

import dev.murmur.nn.Compute;
import dev.murmur.nn.PackedLinear;
import dev.murmur.nn.Packer;
import dev.murmur.tensor.Device;
import java.util.List;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;

/// A language model with a copy of its matrices packed for writing replies, as they were when it
/// was made; where it has too many of them or no kernel takes packed ones, with the model's own.
/// Embedding and norms are the model's, which is closed after it.
public final class PackedLm implements StepwiseModel, AutoCloseable {
    /// Parameters of a model that is copied: 2 GB in float32.
    private static final long MOST_COPIED = 500_000_000;

    private final Packer packer;
    private final Steps steps;

    private PackedLm(Packer packer, Steps steps) {
        this.packer = packer;
        this.steps = steps;
    }

    /// Whether a model computes its replies on a second copy of its matrices, in its own type. A
    /// large one does not: a 7B in bfloat16 would need 14 GB more.
    public static boolean copies(long parameters) {
        return parameters <= MOST_COPIED;
    }

    static PackedLm of(Decoder trunk, LanguageModelHead head, Compute compute, long parameters) {
        compute.requireOn(Device.of(trunk.embedding()));
        var packer = new Packer(compute);
        boolean packs = copies(parameters) && PackedLinear.takes(trunk.embedding());
        if (compute == Compute.MODEL && !packs) {
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
