package dev.murmur.nn;

import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Attention on CPUs, segment by segment: each to itself, and all that share a context together to
/// that, merged as if there had been one softmax. Nothing is copied to lie side by side, padded or
/// masked.
///
/// The way back needs no more than the merged output and its log-sum: given these, the gradient
/// through each set of keys is the same as if the other were not there (Dao et al. 2022, arXiv
/// 2205.14135, Appendix B.2: the weights are computed again from scores and log-sum).
///
/// Computed in float32 whatever the inputs: on CPUs libtorch has no fast bfloat16 kernel.
final class SegmentAttention implements GroupAttention {
    private final List<AttentionPlan.Run> runs;
    private final List<AttentionPlan.Shared> shared;
    private final double scale;

    SegmentAttention(AttentionPlan plan, double scale) {
        this.runs = plan.runs();
        this.shared = plan.shared();
        this.scale = scale;
    }

    @Override
    public Tensor apply(Tensor queries, Tensor keys, Tensor values) {
        Tensor q = Tape.cut(queries);
        Tensor k = Tape.cut(keys);
        Tensor v = Tape.cut(values);
        MergedAttention attended;
        Tensor output; // [tokens, heads * headDim]
        try (var _ = new NoGradGuard()) {
            attended = forward(full(q), full(k), full(v));
            output = attended.output().to(q.scalar_type()).view(q.size(0), -1);
        }
        return Tape.result(
                output,
                List.of(q, k, v),
                keeper -> {
                    Tensor keptQ = keeper.keep(q);
                    Tensor keptK = keeper.keep(k);
                    Tensor keptV = keeper.keep(v);
                    var kept =
                            new MergedAttention(
                                    keeper.keep(output.detach()), keeper.keep(attended.logSum()));
                    return gradient -> backward(keptQ, keptK, keptV, kept, gradient);
                });
    }

    private static Tensor full(Tensor x) {
        return x.to(ScalarType.Float);
    }

    /// @return output `[tokens, heads, headDim]` and log-sum `[tokens, heads]`
    private MergedAttention forward(Tensor q, Tensor k, Tensor v) {
        Tensor output = torch.empty_like(q);
        Tensor logSum = torch.empty_like(q.select(2, 0));
        for (int share = 0; share < shares(q, k); share++) {
            new Share(share, q, k, v, output, logSum).forward();
        }
        return new MergedAttention(output, logSum);
    }

    /// @param gradient of the output: `[tokens, heads * headDim]`
    private void backward(Tensor q, Tensor k, Tensor v, MergedAttention attended, Tensor gradient) {
        Tensor qf = full(q);
        Tensor kf = full(k);
        Tensor vf = full(v);
        Tensor output = full(attended.output()).view(q.sizes());
        Tensor dOutput = full(gradient).view(q.sizes());
        Tensor dq = torch.empty_like(qf);
        Tensor dk = torch.zeros_like(kf);
        Tensor dv = torch.zeros_like(vf);
        for (int share = 0; share < shares(q, k); share++) {
            new Share(share, qf, kf, vf, output, attended.logSum()).backward(dOutput, dq, dk, dv);
        }
        Tape.pass(q, dq.to(q.scalar_type()));
        Tape.pass(k, dk.to(k.scalar_type()));
        Tape.pass(v, dv.to(v.scalar_type()));
    }

    /// How many heads of queries share one of keys.
    private static long shares(Tensor q, Tensor k) {
        return q.size(1) / k.size(1);
    }

    /// One head of queries of each head of keys. All by head: `[kvHeads, tokens, headDim]`, the
    /// log-sum without its last dimension.
    private final class Share {
        private final int share;
        private final long kvHeads;
        private final Tensor q;
        private final Tensor k;
        private final Tensor v;
        private final Tensor output;
        private final Tensor logSum;

        Share(int share, Tensor q, Tensor k, Tensor v, Tensor output, Tensor logSum) {
            this.share = share;
            this.kvHeads = k.size(1);
            this.q = byHead(q, share);
            this.k = byHead(k, 0);
            this.v = byHead(v, 0);
            this.output = byHead(output, share);
            this.logSum = byHead(logSum, share);
        }

        /// @param x `[tokens, heads, headDim]` or `[tokens, heads]`
        private Tensor byHead(Tensor x, int which) {
            Tensor split = // [tokens, kvHeads, shares(, headDim)]
                    x.dim() == 3
                            ? x.view(x.size(0), kvHeads, -1, x.size(2))
                            : x.view(x.size(0), kvHeads, -1);
            return split.select(2, which).transpose(0, 1);
        }

        void forward() {
            for (AttentionPlan.Run run : runs) {
                var own = MergedAttention.of(rows(q, run), rows(k, run), rows(v, run), true, scale);
                rows(output, run).copy_(own.output());
                rows(logSum, run).copy_(own.logSum());
            }
            for (AttentionPlan.Shared span : shared) {
                at(span.queries())
                        .absorb(
                                MergedAttention.of(
                                        rows(q, span.queries()),
                                        rows(k, span.context()),
                                        rows(v, span.context()),
                                        false,
                                        scale));
            }
        }

        void backward(Tensor gradient, Tensor dq, Tensor dk, Tensor dv) {
            Tensor dOutput = byHead(gradient, share);
            Tensor dqs = byHead(dq, share);
            Tensor dks = byHead(dk, 0);
            Tensor dvs = byHead(dv, 0);
            for (AttentionPlan.Run run : runs) {
                MergedAttention.Gradients own = gradients(dOutput, run, run, true);
                rows(dqs, run).copy_(own.q());
                rows(dks, run).add_(own.k());
                rows(dvs, run).add_(own.v());
            }
            for (AttentionPlan.Shared span : shared) {
                MergedAttention.Gradients through =
                        gradients(dOutput, span.queries(), span.context(), false);
                rows(dqs, span.queries()).add_(through.q());
                rows(dks, span.context()).add_(through.k());
                rows(dvs, span.context()).add_(through.v());
            }
        }

        private MergedAttention.Gradients gradients(
                Tensor dOutput, AttentionPlan.Run queries, AttentionPlan.Run keys, boolean causal) {
            return at(queries)
                    .backward(
                            rows(dOutput, queries),
                            rows(q, queries),
                            rows(k, keys),
                            rows(v, keys),
                            causal,
                            scale);
        }

        private MergedAttention at(AttentionPlan.Run queries) {
            return new MergedAttention(rows(output, queries), rows(logSum, queries));
        }

        /// `[count, kvHeads, length(, headDim)]`.
        private Tensor rows(Tensor x, AttentionPlan.Run run) {
            Tensor span = x.narrow(1, run.start(), (long) run.count() * run.length());
            Tensor split =
                    x.dim() == 3
                            ? span.view(kvHeads, run.count(), run.length(), x.size(2))
                            : span.view(kvHeads, run.count(), run.length());
            return split.transpose(0, 1);
        }
    }
}
