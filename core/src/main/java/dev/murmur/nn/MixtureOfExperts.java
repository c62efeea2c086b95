package dev.murmur.nn;

import dev.murmur.tensor.Tensors;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Feed-forward layers of which each token passes through a few, chosen by a router (Mixtral, Jiang
/// et al. 2024, arXiv 2401.04088, section 2.1).
///
/// Tokens are gathered by expert, so that each expert multiplies only its own; an expert that
/// nobody chose is not touched and gets no gradient.
///
/// @param router hidden to experts
/// @param perToken experts that a token passes through
public record MixtureOfExperts(Linear router, List<FeedForward> experts, int perToken)
        implements FeedForward {
    @Override
    public Tensor apply(Tensor x) {
        Tensor odds = router.apply(x).to(ScalarType.Float).softmax(1); // [tokens, experts]
        var best = torch.topk(odds, perToken);
        Tensor shares = best.get0().div(best.get0().sum(1).unsqueeze(1)); // [tokens, perToken]
        long[] expertOfChoice = Tensors.toLongs(best.get1()); // tokens * perToken

        var outputs = new TensorVector();
        var rowOfChoice = new int[expertOfChoice.length];
        int rows = 0;
        for (int e = 0; e < experts.size(); e++) {
            int[] choices = choicesOf(e, expertOfChoice);
            if (choices.length > 0) {
                int[] tokens = IntStream.of(choices).map(c -> c / perToken).toArray();
                Tensor gathered =
                        torch.embedding(x, Tensors.indices(x, tokens)); // [choices, hidden]
                outputs.push_back(experts.get(e).apply(Tape.cut(gathered)));
                for (int choice : choices) {
                    rowOfChoice[choice] = rows++;
                }
            }
        }
        return torch.embedding(torch.cat(outputs), Tensors.indices(x, rowOfChoice))
                .view(x.size(0), perToken, x.size(1)) // [tokens, perToken, hidden]
                .mul(shares.unsqueeze(2))
                .sum(1)
                .to(x.scalar_type());
    }

    /// With the router as it is: rounding must not send a token elsewhere.
    @Override
    public FeedForward packed(Packer packer) {
        List<FeedForward> own = experts.stream().map(e -> e.packed(packer)).toList();
        return new MixtureOfExperts(router, own, perToken);
    }

    private static int[] choicesOf(int expert, long[] expertOfChoice) {
        return IntStream.range(0, expertOfChoice.length)
                .filter(choice -> expertOfChoice[choice] == expert)
                .toArray();
    }
}
