package dev.murmur.generation;

import dev.murmur.data.KeyedRandom;

/// Draws the next token of a reply from one row of logits.
///
/// The filters apply in the order of Hugging Face `generate`, each on what the one before left:
/// temperature, top-k, top-p, min-p. Tokens stand in one order, likelier first and of equally
/// likely ones the lower id first; every filter keeps a beginning of that order, so a filter is one
/// cut and nothing is sorted. We depart from Hugging Face where tokens tie at the cut: it keeps all
/// that tie at top-k and whichever its unstable sort puts first at top-p.
///
/// The draw inverts the cumulative distribution, in double and in the order of ids, at a number in
/// `[0, 1)` that the caller makes with [#uniform]. A filter that removes nothing thus changes no
/// draw.
///
/// Not thread-safe: it keeps scratch space the size of the vocabulary.
public final class TokenSampler {
    private final SamplingParams params;
    private double[] weights = {};
    private int[] order = {};
    private double total; // of the weights that the last draw kept

    public TokenSampler(SamplingParams params) {
        this.params = params;
    }

    /// The number that decides a token.
    ///
    /// @param sample which of the prompt's replies, from 0
    /// @param position which token of the reply, from 0
    public static double uniform(long seed, String promptId, int sample, int position) {
        long prompt = KeyedRandom.key(seed, "sample", promptId);
        return KeyedRandom.uniform(KeyedRandom.bits(prompt, sample), position);
    }

    /// Draws a token from `logits[from .. from + vocab)`.
    ///
    /// @param logits rows of natural logarithms of unnormalised probabilities; minus infinity
    ///   excludes a token
    /// @param uniform in `[0, 1)`; not used when temperature is 0
    /// @return an id in `[0, vocab)`
    /// @throws IllegalStateException if a logit is not a number or plus infinity, or all are minus
    ///   infinity
    public int sample(float[] logits, int from, int vocab, double uniform) {
        int best = likeliest(logits, from, vocab);
        if (params.temperature() == 0) {
            return best;
        }
        weigh(logits, from, vocab, logits[from + best]);
        return draw(vocab, cut(vocab), uniform);
    }

    /// How likely the last draw was to give the token it gave: under temperature and filters, the
    /// model's own log-prob without them.
    ///
    /// @param token the last one drawn
    /// @return nats; 0 when temperature is 0
    double logProb(int token) {
        return params.temperature() == 0 ? 0 : Math.log(weights[token] / total);
    }

    /// The likeliest token, of several the one with the lowest id.
    private static int likeliest(float[] logits, int from, int vocab) {
        int best = 0;
        for (int i = 0; i < vocab; i++) {
            float logit = logits[from + i];
            if (Float.isNaN(logit)) {
                throw broken(i, logit);
            }
            if (logit > logits[from + best]) {
                best = i;
            }
        }
        if (Float.isInfinite(logits[from + best])) {
            throw broken(best, logits[from + best]);
        }
        return best;
    }

    private static IllegalStateException broken(int token, float logit) {
        return new IllegalStateException(
                "the model gave token "
                        + token
                        + " the logit "
                        + logit
                        + ", expected a finite number for at least one token and none above;"
                        + " are its weights damaged, or did its training diverge?");
    }

    /// Fills `weights` with probabilities up to a factor; the likeliest token has 1.
    private void weigh(float[] logits, int from, int vocab, double max) {
        if (weights.length < vocab) {
            weights = new double[vocab];
        }
        for (int i = 0; i < vocab; i++) {
            weights[i] = Math.exp((logits[from + i] - max) / params.temperature());
        }
    }

    /// The last token, in the order of likelihood, that top-k and top-p keep; -1 if they keep all.
    private int cut(int vocab) {
        boolean topK = params.topK() > 0 && params.topK() < vocab;
        boolean topP = params.topP() < 1;
        if (!topK && !topP) {
            return -1;
        }
        if (order.length < vocab) {
            order = new int[vocab];
        }
        for (int i = 0; i < vocab; i++) {
            order[i] = i;
        }
        int kept = topK ? beginning(vocab, params.topK(), false) : vocab;
        if (topP) {
            double mass = 0;
            for (int i = 0; i < kept; i++) {
                mass += weights[order[i]];
            }
            kept = beginning(kept, params.topP() * mass, true);
        }
        return order[kept - 1];
    }

    /// Moves the likeliest of the first `size` entries of `order` to its front, just so many that
    /// they reach a target: a count, or a sum of weights. Hoare's selection, linear on average.
    ///
    /// @return how many; the least likely of them stands last
    private int beginning(int size, double target, boolean weighted) {
        int low = 0;
        int high = size - 1; // the last token kept is one of low..high
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
        int token = order[i];
        order[i] = order[j];
        order[j] = token;
    }

    private boolean likelier(int a, int b) {
        return weights[a] > weights[b] || (weights[a] == weights[b] && a < b);
    }

    private int draw(int vocab, int cut, double uniform) {
        total = 0;
        for (int i = 0; i < vocab; i++) {
            total += keeps(i, cut) ? weights[i] : 0;
        }
        double target = uniform * total;
        double cumulative = 0;
        int last = 0;
        for (int i = 0; i < vocab; i++) {
            if (keeps(i, cut) && weights[i] > 0) {
                cumulative += weights[i];
                last = i;
                if (cumulative > target) {
                    return i;
                }
            }
        }
        return last; // uniform * total was rounded up to total
    }

    private boolean keeps(int token, int cut) {
        return weights[token] >= params.minP() // the likeliest weighs 1
                && (cut < 0 || !likelier(cut, token));
    }
}
