package dev.murmur.model;

import dev.murmur.nn.Activation;
import dev.murmur.nn.FeedForward;
import dev.murmur.nn.FusedFeedForward;
import dev.murmur.nn.GatedFeedForward;
import dev.murmur.nn.Linear;
import dev.murmur.nn.MixtureOfExperts;
import dev.murmur.nn.Packer;
import dev.murmur.nn.Projection;
import dev.murmur.nn.QueryKeyValue;
import dev.murmur.nn.RmsNorm;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What one layer is made of, as Hugging Face names it under `model.layers.N`.
///
/// @param queryNorm of each head's queries; null for none, as all norms but two
/// @param keyNorm of each head's keys
/// @param afterAttention of what attention returns, before it is added
/// @param afterFeedForward likewise
record DecoderLayer(
        RmsNorm beforeAttention,
        QueryKeyValue projections,
        @Nullable RmsNorm queryNorm,
        @Nullable RmsNorm keyNorm,
        Projection output,
        @Nullable RmsNorm afterAttention,
        RmsNorm beforeFeedForward,
        FeedForward feedForward,
        @Nullable RmsNorm afterFeedForward) {

    static DecoderLayer of(DecoderConfig config, Weights weights, int layer) {
        return new Reader(config, weights, "model.layers." + layer + ".").layer();
    }

    /// The same with packed matrices.
    DecoderLayer packed(Packer packer) {
        return new DecoderLayer(
                beforeAttention,
                projections.packed(packer),
                queryNorm,
                keyNorm,
                packer.pack(output),
                afterAttention,
                beforeFeedForward,
                feedForward.packed(packer),
                afterFeedForward);
    }

    /// The norm of a name, as the family computes norms.
    static RmsNorm norm(DecoderConfig config, Weights weights, String name, int size) {
        return new RmsNorm(
                weights.get(name + ".weight", size),
                config.rmsNormEps(),
                config.has(Trait.UNIT_OFFSET_NORMS));
    }

    /// Takes the weights of one layer.
    ///
    /// @param at what their names begin with
    private record Reader(DecoderConfig config, Weights weights, String at) {
        DecoderLayer layer() {
            int hidden = config.hiddenSize();
            boolean around = config.has(Trait.NORMS_AROUND);
            boolean heads = config.has(Trait.HEAD_NORMS);
            int queries = config.heads() * config.headDim();
            return new DecoderLayer(
                    norm("input_layernorm", hidden),
                    projections(queries, config.kvHeads() * config.headDim()),
                    heads ? norm("self_attn.q_norm", config.headDim()) : null,
                    heads ? norm("self_attn.k_norm", config.headDim()) : null,
                    linear("self_attn.o_proj", hidden, queries, Trait.OUTPUT_BIAS),
                    around ? norm("post_attention_layernorm", hidden) : null,
                    norm(around ? "pre_feedforward_layernorm" : "post_attention_layernorm", hidden),
                    feedForward(),
                    around ? norm("post_feedforward_layernorm", hidden) : null);
        }

        private QueryKeyValue projections(int queries, int keys) {
            int hidden = config.hiddenSize();
            return config.has(Trait.FUSED_PROJECTIONS)
                    ? new QueryKeyValue.Fused(
                            linear(
                                    "self_attn.qkv_proj",
                                    queries + 2 * keys,
                                    hidden,
                                    Trait.QKV_BIAS),
                            queries)
                    : new QueryKeyValue.Separate(
                            linear("self_attn.q_proj", queries, hidden, Trait.QKV_BIAS),
                            linear("self_attn.k_proj", keys, hidden, Trait.QKV_BIAS),
                            linear("self_attn.v_proj", keys, hidden, Trait.QKV_BIAS));
        }

        private FeedForward feedForward() {
            int hidden = config.hiddenSize();
            int inner = config.intermediateSize();
            Architecture.Experts experts = config.architecture().experts();
            if (experts != null) {
                return mixture(experts);
            }
            if (config.has(Trait.FUSED_PROJECTIONS)) {
                return new FusedFeedForward(
                        activation(),
                        linear("mlp.gate_up_proj", 2 * inner, hidden, Trait.FEED_FORWARD_BIAS),
                        linear("mlp.down_proj", hidden, inner, Trait.FEED_FORWARD_BIAS));
            }
            return gated("mlp.", "gate_proj", "up_proj", "down_proj");
        }

        private FeedForward mixture(Architecture.Experts experts) {
            String moe = "block_sparse_moe.";
            return new MixtureOfExperts(
                    weights.linear(at + moe + "gate", experts.count(), config.hiddenSize()),
                    IntStream.range(0, experts.count())
                            .mapToObj(e -> gated(moe + "experts." + e + ".", "w1", "w3", "w2"))
                            .toList(),
                    experts.perToken());
        }

        private FeedForward gated(String within, String gate, String up, String down) {
            int hidden = config.hiddenSize();
            int inner = config.intermediateSize();
            return new GatedFeedForward(
                    activation(),
                    linear(within + gate, inner, hidden, Trait.FEED_FORWARD_BIAS),
                    linear(within + up, inner, hidden, Trait.FEED_FORWARD_BIAS),
                    linear(within + down, hidden, inner, Trait.FEED_FORWARD_BIAS));
        }

        private Activation activation() {
            return config.architecture().activation();
        }

        private Linear linear(String name, int out, int in, Trait bias) {
            return config.has(bias)
                    ? weights.biasedLinear(at + name, out, in)
                    : weights.linear(at + name, out, in);
        }

        private RmsNorm norm(String name, int size) {
            return DecoderLayer.norm(config, weights, at + name, size);
        }
    }
}
