package dev.murmur.model;

import dev.murmur.nn.AttentionPlan;
import dev.murmur.nn.Embedding;
import dev.murmur.nn.GroupAttention;
import dev.murmur.nn.Packer;
import dev.murmur.nn.QueryKeyValue;
import dev.murmur.nn.RmsNorm;
import dev.murmur.nn.RotaryEmbedding;
import dev.murmur.nn.Tape;
import dev.murmur.tensor.Device;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The trunk of a model of any family: token ids to hidden states. Owns no memory: its weights
/// belong to [Parameters].
public final class Decoder {
    private final DecoderConfig config;
    private final Tensor embedding; // [vocab, hidden]
    private final List<DecoderLayer> layers;
    private final RmsNorm norm;
    private final float[] frequencies; // headDim / 2

    /// How the queries of a layer find their keys and values.
    @FunctionalInterface
    interface LayerAttention {
        /// @param q rotated: `[tokens, heads, headDim]`
        /// @param k rotated: `[tokens, kvHeads, headDim]`
        /// @param v `[tokens, kvHeads, headDim]`
        /// @return `[tokens, heads * headDim]`
        Tensor attend(int layer, Tensor q, Tensor k, Tensor v);
    }

    public Decoder(DecoderConfig config, Weights weights) {
        this(
                config,
                weights.get("model.embed_tokens.weight", config.vocabSize(), config.hiddenSize()),
                IntStream.range(0, config.layers())
                        .mapToObj(i -> DecoderLayer.of(config, weights, i))
                        .toList(),
                DecoderLayer.norm(config, weights, "model.norm", config.hiddenSize()));
    }

    private Decoder(
            DecoderConfig config, Tensor embedding, List<DecoderLayer> layers, RmsNorm norm) {
        this.config = config;
        this.embedding = embedding;
        this.layers = layers;
        this.norm = norm;
        this.frequencies = config.rope().of(config.headDim());
    }

    /// The same with packed matrices, without gradient.
    Decoder packed(Packer packer) {
        return new Decoder(
                config, embedding, layers.stream().map(l -> l.packed(packer)).toList(), norm);
    }

    public DecoderConfig config() {
        return config;
    }

    /// The embedding, which is also the head of a model with a tied one: `[vocab, hidden]`.
    Tensor embedding() {
        return embedding;
    }

    /// Hidden states of a packed batch, after the final norm: `[tokens, hidden]`, with gradient.
    public Tensor hidden(GroupBatch batch) {
        return run(batch.tokens(), batch.positions(), over(batch.plan(), Tape.leavesToGraph()));
    }

    /// Attention among packed tokens, each layer within its window.
    LayerAttention over(AttentionPlan plan) {
        return over(plan, false);
    }

    /// @param byGraph whether libtorch's graph differentiates it
    private LayerAttention over(AttentionPlan plan, boolean byGraph) {
        Device device = Device.of(embedding);
        Map<Integer, GroupAttention> byWindow = new HashMap<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            byWindow.computeIfAbsent(
                    config.window(layer),
                    window -> GroupAttention.of(plan, config.scores(), window, device, byGraph));
        }
        return (layer, q, k, v) ->
                Objects.requireNonNull(byWindow.get(config.window(layer))).apply(q, k, v);
    }

    /// Runs tokens through all layers.
    ///
    /// @param tokens ids: `[tokens]`
    /// @param positions `[tokens]`
    /// @return hidden states after the final norm: `[tokens, hidden]`
    Tensor run(Tensor tokens, Tensor positions, LayerAttention attention) {
        try (var scope = new TensorScope()) {
            Tensor x = embedded(tokens); // [tokens, hidden]
            RotaryEmbedding rope = rope(positions, x);
            for (int i = 0; i < layers.size(); i++) {
                Tensor next = layer(i, x, rope, attention);
                scope.free(x);
                x = next;
            }
            return scope.keep(normed(x));
        }
    }

    /// The final norm.
    Tensor normed(Tensor x) {
        return norm.apply(x);
    }

    RotaryEmbedding rope(Tensor positions, Tensor x) {
        return RotaryEmbedding.at(positions, frequencies, x.scalar_type());
    }

    /// One layer. What it computes on the way is freed at its end, unless a gradient will need it.
    Tensor layer(int i, Tensor input, RotaryEmbedding rope, LayerAttention attention) {
        try (var scope = new TensorScope()) {
            DecoderLayer layer = layers.get(i);
            Tensor before = Tape.cut(input);
            Tensor attended =
                    layer.beforeAttention()
                            .apply(before, normed -> attention(i, layer, normed, rope, attention));
            Tensor x = Tape.cut(Tape.sum(before, normed(attended, layer.afterAttention())));
            Tensor fed = layer.beforeFeedForward().apply(x, layer.feedForward()::apply);
            return scope.keep(Tape.sum(x, normed(fed, layer.afterFeedForward())));
        }
    }

    /// What goes into the first layer: `[tokens, hidden]`.
    Tensor embedded(Tensor tokens) {
        Tensor x = new Embedding(embedding).apply(tokens);
        if (!config.has(Trait.SCALED_EMBEDDING)) {
            return x;
        }
        // Rounded to the weights' dtype, as when the model was trained: 55.5 for 55.4256.
        return x.mul(Tensors.like(x, Math.sqrt(config.hiddenSize())));
    }

    private Tensor attention(
            int i, DecoderLayer layer, Tensor x, RotaryEmbedding rope, LayerAttention attention) {
        QueryKeyValue.Parts parts = layer.projections().apply(x);
        Tensor q = normed(heads(parts.queries()), layer.queryNorm());
        Tensor k = normed(heads(parts.keys()), layer.keyNorm());
        Tensor v = heads(parts.values());
        Tensor attended = attention.attend(i, rope.rotate(q), rope.rotate(k), v);
        return layer.output().apply(attended);
    }

    private static Tensor normed(Tensor x, @Nullable RmsNorm norm) {
        return norm == null ? x : norm.apply(x);
    }

    private Tensor heads(Tensor x) {
        return Tape.view(x, x.size(0), -1, config.headDim()); // [tokens, heads, headDim]
    }
}
