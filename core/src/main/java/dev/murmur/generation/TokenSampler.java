package dev.murmur.generation;

import dev.murmur.data.KeyedRandom;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Draws the next tokens of replies, each from a row of logits.
///
/// The filters apply in the order of Hugging Face `generate`, each on what the one before left:
/// temperature, top-k, top-p, min-p. We depart from Hugging Face where tokens tie at the cut: it
/// keeps all that tie at top-k and whichever its unstable sort puts first at top-p, here the lower
/// ids are kept.
///
/// The draw inverts the cumulative distribution, in the order of ids, at a number in `[0, 1)` that
/// the caller makes with [#uniform]. A filter that removes nothing thus changes no draw.
/// Probabilities are computed in float32, of all rows at once; a draw without filters then reads
/// only sums of blocks, and of one block its tokens.
///
/// Owns a buffer for the probabilities of a few rows. Not thread-safe.
final class TokenSampler implements AutoCloseable {
    /// Probabilities that are computed together: 1 MB, which stays in the cache until they are
    /// read.
    private static final int TOGETHER = 1 << 18;

    private final SamplingParams params;
    private final TokenFilter filter;
    private Tensor buffer = torch.empty(0);

    TokenSampler(SamplingParams params) {
        this.params = params;
        this.filter = new TokenFilter(params);
        buffer.retainReference();
    }

    /// The number that decides a token.
    ///
    /// @param sample which of the prompt's replies, from 0
    /// @param position which token of the reply, from 0
    static double uniform(long seed, String promptId, int sample, int position) {
        long prompt = KeyedRandom.key(seed, "sample", promptId);
        return KeyedRandom.uniform(KeyedRandom.bits(prompt, sample), position);
    }

    /// @param logits natural logarithms of unnormalised probabilities, float32, contiguous; minus
    ///   infinity excludes a token: `[rows, vocab]`
    /// @return good until the next reading, and no longer than `logits`
    NextTokens read(Tensor logits) {
        if (params.temperature() == 0) {
            return new Likeliest(logits, TokenRows.of(logits), TokenBlocks.maxima(logits));
        }
        return new FewRowsAtATime(logits);
    }

    private NextTokens readRows(Tensor logits) {
        try (var _ = new TensorScope()) {
            Tensor probabilities = probabilities(logits);
            var all =
                    new Unfiltered(
                            logits, TokenRows.of(probabilities), TokenBlocks.sums(probabilities));
            boolean filters = params.topK() > 0 || params.topP() < 1 || params.minP() > 0;
            return filters ? new Filtered(all, TokenBlocks.maxima(probabilities), filter) : all;
        }
    }

    private Tensor probabilities(Tensor logits) {
        if (buffer.numel() < logits.numel()) {
            buffer.releaseReference();
            buffer = torch.empty(logits.numel());
            buffer.retainReference();
        }
        Tensor out = buffer.narrow(0, 0, logits.numel()).view_as(logits); // [rows, vocab]
        if (params.temperature() == 1) {
            return torch.softmax_out(out, logits, 1);
        }
        torch.div_out(out, logits, new Scalar(params.temperature()));
        return torch.softmax_out(out, out, 1); // row by row, so in place
    }

    /// Draws from a few rows while their probabilities are there; cheap where rows ascend.
    private final class FewRowsAtATime implements NextTokens {
        private final Tensor logits;
        private final int most;
        private int first;
        private NextTokens few;

        FewRowsAtATime(Tensor logits) {
            this.logits = logits;
            this.most = (int) Math.max(1, TOGETHER / logits.size(1));
            this.few = from(0);
        }

        private NextTokens from(int row) {
            first = row;
            return readRows(logits.narrow(0, row, Math.min(most, logits.size(0) - row)));
        }

        @Override
        public Draw draw(int row, double uniform) {
            if (row < first || row >= first + most) {
                few = from(row);
            }
            return few.draw(row - first, uniform);
        }
    }

    /// The likeliest token of each row, of several the one with the lowest id.
    ///
    /// @param maxima of the logits
    private record Likeliest(Tensor logits, TokenRows rows, TokenBlocks maxima)
            implements NextTokens {
        @Override
        public Draw draw(int row, double uniform) {
            int block = 0;
            for (int b = 0; b < maxima.perRow(); b++) {
                requireNumber(maxima.at(row, b), logits, row);
                block = maxima.at(row, b) > maxima.at(row, block) ? b : block;
            }
            float max = maxima.at(row, block);
            if (Float.isInfinite(max)) {
                throw broken(logits, row);
            }
            int token = TokenBlocks.first(block);
            while (rows.at(row, token) != max) {
                token++;
            }
            return new Draw(token, 0);
        }
    }

    /// From the whole vocabulary.
    ///
    /// @param rows probabilities
    /// @param sums of them
    private record Unfiltered(Tensor logits, TokenRows rows, TokenBlocks sums)
            implements NextTokens {
        @Override
        public Draw draw(int row, double uniform) {
            double total = total(row);
            double target = uniform * total;
            double before = 0; // the block
            double cumulative = 0;
            int block = 0;
            for (int b = 0; b < sums.perRow() && cumulative <= target; b++) {
                if (sums.at(row, b) > 0) {
                    block = b;
                    before = cumulative;
                    cumulative += sums.at(row, b);
                }
            }
            int token = within(row, block, target - before);
            return new Draw(token, Math.log(rows.at(row, token) / total));
        }

        /// The token of a block at which the sum of its probabilities exceeds a target; its last
        /// possible one if rounding keeps the sum below.
        private int within(int row, int block, double target) {
            double cumulative = 0;
            int last = 0;
            int end = TokenBlocks.end(block, rows.vocab());
            for (int token = TokenBlocks.first(block); token < end; token++) {
                float probability = rows.at(row, token);
                if (probability > 0) {
                    cumulative += probability;
                    last = token;
                    if (cumulative > target) {
                        break;
                    }
                }
            }
            return last;
        }

        double total(int row) {
            double total = 0;
            for (int block = 0; block < sums.perRow(); block++) {
                total += sums.at(row, block);
            }
            requireNumber(total, logits, row);
            return total;
        }
    }

    /// From what the filters leave.
    ///
    /// @param maxima of the probabilities
    private record Filtered(Unfiltered all, TokenBlocks maxima, TokenFilter filter)
            implements NextTokens {
        @Override
        public Draw draw(int row, double uniform) {
            filter.apply(all.rows(), maxima, row, all.total(row));
            int drawn = filter.draw(uniform);
            return new Draw(filter.id(drawn), Math.log(filter.share(drawn)));
        }
    }

    /// @param number not one if a logit of the row is none, or all are minus infinity
    private static void requireNumber(double number, Tensor logits, int row) {
        if (Double.isNaN(number)) {
            throw broken(logits, row);
        }
    }

    private static IllegalStateException broken(Tensor all, int row) {
        float[] logits = Tensors.toFloats(all.select(0, row));
        int worst = 0;
        for (int i = 0; i < logits.length && !Float.isNaN(logits[worst]); i++) {
            boolean worse = Float.isNaN(logits[i]) || logits[i] > logits[worst];
            worst = worse ? i : worst;
        }
        return new IllegalStateException(
                "the model gave token "
                        + worst
                        + " the logit "
                        + logits[worst]
                        + ", expected a finite number for at least one token and none above;"
                        + " are its weights damaged, or did its training diverge?");
    }

    @Override
    public void close() {
        buffer.releaseReference();
    }
}
