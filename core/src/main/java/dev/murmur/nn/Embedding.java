package dev.murmur.nn;

import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Rows of a table, one for each token.
///
/// @param table `[vocab, hidden]`
public record Embedding(Tensor table) {
    /// @param tokens ids: `[tokens]`
    /// @return `[tokens, hidden]`
    public Tensor apply(Tensor tokens) {
        if (Tape.graphOf(table)) {
            return torch.embedding(table, tokens);
        }
        Tensor rows;
        try (var _ = new NoGradGuard()) {
            rows = torch.embedding(table, tokens);
        }
        return Tape.result(
                rows,
                List.of(table),
                keeper -> {
                    Tensor kept = keeper.keep(tokens);
                    return gradient -> backward(kept, gradient);
                });
    }

    /// Adds to the table's gradient where there is one: making another of that size would cost more
    /// than all else here.
    private void backward(Tensor tokens, Tensor gradient) {
        Tensor leaf = WeightGradients.leaf(table);
        if (leaf.grad().defined()) {
            leaf.mutable_grad().index_add_(0, tokens, gradient);
        } else {
            Tape.learn(
                    table,
                    torch.embedding_dense_backward(gradient, tokens, table.size(0), -1, false));
        }
    }
}
