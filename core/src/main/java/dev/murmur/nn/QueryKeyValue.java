package dev.murmur.nn;

import org.bytedeco.pytorch.Tensor;

/// The projections that attention starts from.
public sealed interface QueryKeyValue {
    /// @param queries `[tokens, heads * headDim]`
    /// @param keys `[tokens, kvHeads * headDim]`
    /// @param values `[tokens, kvHeads * headDim]`
    record Parts(Tensor queries, Tensor keys, Tensor values) {}

    /// @param x `[tokens, hidden]`
    Parts apply(Tensor x);

    /// The same in one packed layer.
    Fused packed(Packer packer);

    /// A layer for each.
    record Separate(Linear q, Linear k, Linear v) implements QueryKeyValue {
        @Override
        public Parts apply(Tensor x) {
            return new Parts(q.apply(x), k.apply(x), v.apply(x));
        }

        @Override
        public Fused packed(Packer packer) {
            return new Fused(packer.pack(q, k, v), q.weight().size(0));
        }
    }

    /// One layer for all three, in the order of the name.
    ///
    /// @param queries rows of the matrix that make queries; keys and values have half of the rest
    ///   each
    record Fused(Projection all, long queries) implements QueryKeyValue {
        @Override
        public Parts apply(Tensor x) {
            Tensor made = all.apply(x); // [tokens, (heads + 2 kvHeads) * headDim]
            long keys = (made.size(1) - queries) / 2;
            return new Parts(
                    made.narrow(1, 0, queries),
                    made.narrow(1, queries, keys),
                    made.narrow(1, queries + keys, keys));
        }

        @Override
        public Fused packed(Packer packer) {
            return new Fused(packer.pack(all), queries);
        }
    }
}
