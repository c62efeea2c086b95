package dev.murmur.evaluation;

/// The unbiased estimate of the probability that one at least of `k` samples is right, from more
/// samples: `1 - C(n - c, k) / C(n, k)`. Chen et al. 2021, "Evaluating Large Language Models
/// Trained on Code", Eq. 1 ([arXiv 2107.03374](https://arxiv.org/abs/2107.03374)).
public final class PassAtK {
    private PassAtK() {}

    /// @param n samples
    /// @param right of them, in `[0, n]`
    /// @param k in `[1, n]`
    public static double of(int n, int right, int k) {
        if (right < 0 || right > n || k < 1 || k > n) {
            throw new IllegalArgumentException(
                    "pass@" + k + " of " + right + " right among " + n + " samples is not defined");
        }
        double none = 1;
        for (int i = 0; i < k; i++) {
            none *= Math.max(0, n - right - i) / (double) (n - i);
        }
        return 1 - none;
    }
}
