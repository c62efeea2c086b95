package dev.murmur.loss;

/// How much pairs prefer the longer reply: the log-odds, per token of difference, that the longer
/// one was chosen.
///
/// It is the `a` that maximises the likelihood of `P(chosen) = sigmoid(a * (|y_w| - |y_l|))`, a
/// logistic regression without intercept. As the alpha of [LengthRegularizedDpoLoss] it is neutral:
/// at the reference, the derivative of the loss with respect to the price of a token is `sum
/// sigmoid(-a d) d` with `d = |y_w| - |y_l|`, and this `a` is its zero, so that the first step
/// pulls lengths neither way.
///
/// To be finite where every longer reply was chosen, two imaginary pairs join the real ones, of the
/// root mean square difference, one chosen each way.
final class LengthBias {
    /// Halvings of the interval: more than the bits of a double.
    private static final int HALVINGS = 80;

    private LengthBias() {}

    /// @return nats per token; 0 if no pair differs in length
    static double of(PairTokens tokens) {
        var differences = new double[tokens.pairs() + 2];
        double squares = 0;
        for (int i = 0; i < tokens.pairs(); i++) {
            differences[i] = tokens.chosen()[i] - tokens.rejected()[i];
            squares += differences[i] * differences[i];
        }
        if (squares == 0) {
            return 0;
        }
        double typical = Math.sqrt(squares / tokens.pairs());
        differences[tokens.pairs()] = typical;
        differences[tokens.pairs() + 1] = -typical;
        return zero(differences, typical);
    }

    /// The slope falls in `a`. At `log(pairs) / typical` and beyond, the imaginary pair that was
    /// chosen short outweighs all others.
    private static double zero(double[] differences, double typical) {
        double high = 2;
        while (slope(differences, high / typical) > 0) {
            high *= 2;
        }
        double low = -2;
        while (slope(differences, low / typical) < 0) {
            low *= 2;
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (slope(differences, middle / typical) > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2 / typical;
    }

    /// Derivative of the log-likelihood.
    private static double slope(double[] differences, double a) {
        double sum = 0;
        for (double d : differences) {
            sum += d / (1 + Math.exp(a * d));
        }
        return sum;
    }
}
