package dev.murmur.model;

import dev.murmur.nn.GroupAttention;
import dev.murmur.nn.Linear;
import dev.murmur.nn.RmsNorm;
import dev.murmur.nn.RotaryEmbedding;
import dev.murmur.nn.SwiGlu;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The trunk of a Llama-architecture model: token ids to hidden states. Owns no memory: its weights
/// belong to [Parameters].
public final class Decoder {
    private final DecoderConfig config;
    private final Tensor embedding; // [vocab, hidden]
    private final List<Layer> layers;
    private final Tensor norm; // [hidden]

    /// Weights of one layer, as Hugging Face names them under `model.layers.N`.
    private record Layer(
            Tensor inputNorm,
            Linear q,
            Linear k,
            Linear v,
            Linear o,
            Tensor postNorm,
            SwiGlu feedForward) {}

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
        this.config = config;
        this.embedding =
                weights.get("model.embed_tokens.weight", config.vocabSize(), config.hiddenSize());
        this.layers = IntStream.range(0, config.layers()).mapToObj(i -> layer(weights, i)).toList();
        this.norm = weights.get("model.norm.weight", config.hiddenSize());
    }

    private Layer layer(Weights weights, int i) {
        String at = "model.layers." + i + ".";
        int hidden = config.hiddenSize();
        int queries = config.heads() * config.headDim();
        int keys = config.kvHeads() * config.headDim();
        int inner = config.intermediateSize();
        return new Layer(
                weights.get(at + "input_layernorm.weight", hidden),
                weights.linear(at + "self_attn.q_proj", queries, hidden),
                weights.linear(at + "self_attn.k_proj", keys, hidden),
                weights.linear(at + "self_attn.v_proj", keys, hidden),
                weights.linear(at + "self_attn.o_proj", hidden, queries),
                weights.get(at + "post_attention_layernorm.weight", hidden),
                new SwiGlu(
                        weights.linear(at + "mlp.gate_proj", inner, hidden),
                        weights.linear(at + "mlp.up_proj", inner, hidden),
                        weights.linear(at + "mlp.down_proj", hidden, inner)));
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
        return run(
                batch.tokens(),
                batch.positions(),
                (layer, q, k, v) -> GroupAttention.apply(q, k, v, batch.plan()));
    }

    /// Runs tokens through all layers.
    ///
    /// @param tokens ids: `[tokens]`
    /// @param positions `[tokens]`
    /// @return hidden states after the final norm: `[tokens, hidden]`
    Tensor run(Tensor tokens, Tensor positions, LayerAttention attention) {
        Tensor x = torch.embedding(embedding, tokens); // [tokens, hidden]
        var rope =
                RotaryEmbedding.at(
                        positions, config.headDim(), config.ropeTheta(), x.scalar_type());
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            x =
                    x.add(
                            attention(
                                    i,
                                    layer,
                                    RmsNorm.apply(x, layer.inputNorm(), config.rmsNormEps()),
                                    rope,
                                    attention));
            x =
                    x.add(
                            layer.feedForward()
                                    .apply(
                                            RmsNorm.apply(
                                                    x, layer.postNorm(), config.rmsNormEps())));
        }
        return RmsNorm.apply(x, norm, config.rmsNormEps());
    }

    private Tensor attention(
            int i, Layer layer, Tensor x, RotaryEmbedding rope, LayerAttention attention) {
        Tensor q = rope.rotate(heads(layer.q().apply(x), config.heads()));
        Tensor k = rope.rotate(heads(layer.k().apply(x), config.kvHeads()));
        Tensor v = heads(layer.v().apply(x), config.kvHeads());
        return layer.o().apply(attention.attend(i, q, k, v));
    }

    private Tensor heads(Tensor x, int heads) {
        return x.view(x.size(0), heads, config.headDim()); // [tokens, heads, headDim]
    }
}
