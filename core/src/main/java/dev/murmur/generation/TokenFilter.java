package dev.murmur.generation;

import java.util.Arrays;

/// The tokens that top-k, top-p and min-p leave of a row.
///
/// Tokens stand in one order, likelier first and of equally likely ones the lower id first; every
/// filter keeps a beginning of that order, so a filter is one cut and nothing is sorted. Tokens
/// that no filter can keep are not looked at: the k likeliest are no less likely than the k-th
/// largest of the blocks' maxima, and top-p can do without all tokens below `(1 - p) / vocab`,
/// which together have less than `1 - p`.
///
/// Not thread-safe: it keeps scratch space.
final class TokenFilter {
    /// Sums of probabilities are off by less than this share.
    private static final double ROUNDING = 1e-3;

    private final SamplingParams params;
    private int[] ids = {}; // of the tokens left, ascending
    private double[] weights = {};
    private int[] order = {}; // indices of the former
    private int size;

    TokenFilter(SamplingParams params) {
        this.params = params;
    }

    /// Keeps what the filters leave of a row.
    ///
    /// @param maxima of the probabilities
    /// @param total of the row's probabilities
    void apply(TokenRows probabilities, TokenBlocks maxima, int row, double total) {
        int vocab = probabilities.vocab();
        boolean topK = params.topK() > 0 && params.topK() < vocab;
        boolean topP = params.topP() < 1;
        double least = params.minP() * likeliest(maxima, row);
        gather(
                probabilities,
                maxima,
                row,
                topK
                        ? leastOfTopK(maxima, row)
                        : topP ? (1 - ROUNDING) * (1 - params.topP()) * total / vocab : least);
        int last = topK || topP ? cut(topK, topP, total) : -1;
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (weights[i] >= least && (last < 0 || !likelier(last, i))) {
                order[kept++] = i;
            }
        }
        for (int i = 0; i < kept; i++) {
            ids[i] = ids[order[i]];
            weights[i] = weights[order[i]];
        }
        size = kept;
    }

    /// Draws one of the tokens left: inverts their cumulative distribution, in the order of ids.
    ///
    /// @return its index, for [#id] and [#share]
    int draw(double uniform) {
        double target = uniform * sum(size);
        double cumulative = 0;
        int last = 0;
        for (int i = 0; i < size; i++) {
            cumulative += weights[i];
            if (cumulative > target) {
                return i;
            }
            last = weights[i] > 0 ? i : last;
        }
        return last; // uniform * sum was rounded up to the sum
    }

    int id(int i) {
        return ids[i];
    }

    /// A token's probability among those left.
    double share(int i) {
        return weights[i] / sum(size);
    }

    private double sum(int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weights[i];
        }
        return sum;
    }

    private static double likeliest(TokenBlocks maxima, int row) {
        double max = 0;
        for (int block = 0; block < maxima.perRow(); block++) {
            max = Math.max(max, maxima.at(row, block));
        }
        return max;
    }

    private double leastOfTopK(TokenBlocks maxima, int row) {
        int blocks = maxima.perRow();
        if (params.topK() > blocks) {
            return 0;
        }
        float[] sorted = Arrays.copyOfRange(maxima.values(), row * blocks, (row + 1) * blocks);
        Arrays.sort(sorted);
        return sorted[blocks - params.topK()];
    }

    /// Collects the tokens that have at least a probability.
    private void gather(TokenRows probabilities, TokenBlocks maxima, int row, double least) {
        int vocab = probabilities.vocab();
        if (ids.length < vocab) {
            ids = new int[vocab];
            weights = new double[vocab];
            order = new int[vocab];
        }
        size = 0;
        for (int block = 0; block < maxima.perRow(); block++) {
            if (maxima.at(row, block) >= least) {
                int end = TokenBlocks.end(block, vocab);
                for (int token = TokenBlocks.first(block); token < end; token++) {
                    float probability = probabilities.at(row, token);
                    if (probability >= least) {
                        ids[size] = token;
                        weights[size++] = probability;
                    }
                }
            }
        }
    }

    /// The last token, in the order of likelihood, that top-k and top-p keep.
    private int cut(boolean topK, boolean topP, double total) {
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        int kept = topK ? beginning(size, params.topK(), false) : size;
        if (topP) {
            double mass = topK ? 0 : total;
            for (int i = 0; topK && i < kept; i++) {
                mass += weights[order[i]];
            }
            kept = beginning(kept, params.topP() * mass, true);
        }
        return order[kept - 1];
    }

    /// Moves the likeliest of the first `count` entries of `order` to its front, just so many that
    /// they reach a target: a count, or a sum of weights. Hoare's selection, linear on average.
    ///
    /// @return how many; the least likely of them stands last
    private int beginning(int count, double target, boolean weighted) {
        int low = 0;
        int high = count - 1; // the last token kept is one of low..high
        double before = 0; // what order[0 .. low) amounts to
        while (low < high) {
            int pivot = partition(low, high);
            double upTo = before;
            for (int i = low; i < pivot; i++) {
                upTo += weighted ? weights[order[i]] : 1;
            }
            double including = upTo + (weighted ? weights[order[pivot]] : 1);
            if (upTo >= target) {
                high = pivot - 1;
            } else if (including >= target) {
                return pivot + 1;
            } else {
                before = including;
                low = Math.min(pivot + 1, high);
            }
        }
        return low + 1;
    }

    /// Moves what is likelier than the middle of three entries before it, the rest after it.
    ///
    /// @return where that entry ends up
    private int partition(int low, int high) {
        swap(middleOfThree(low, (low + high) >>> 1, high), high);
        int pivot = order[high];
        int next = low;
        for (int i = low; i < high; i++) {
            if (likelier(order[i], pivot)) {
                swap(i, next++);
            }
        }
        swap(next, high);
        return next;
    }

    private int middleOfThree(int a, int b, int c) {
        boolean ab = likelier(order[a], order[b]);
        boolean bc = likelier(order[b], order[c]);
        if (ab == bc) {
            return b;
        }
        return ab == likelier(order[a], order[c]) ? c : a;
    }

    private void swap(int i, int j) {
        int held = order[i];
        order[i] = order[j];
        order[j] = held;
    }

    private boolean likelier(int a, int b) {
        return weights[a] > weights[b] || (weights[a] == weights[b] && a < b);
    }
}
