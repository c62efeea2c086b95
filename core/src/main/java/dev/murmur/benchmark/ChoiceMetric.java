package dev.murmur.benchmark;

import java.util.stream.IntStream;

/// What a model's choice counts for.
enum ChoiceMetric {
    /// Whether the likeliest choice is right.
    ACC("acc") {
        @Override
        double of(ChoiceQuestion question, double[] logProbs) {
            return question.isGold(best(logProbs)) ? 1 : 0;
        }
    },
    /// The same by log-probability over the length of the choice in characters.
    ACC_NORM("acc_norm") {
        @Override
        double of(ChoiceQuestion question, double[] logProbs) {
            double[] normalised =
                    IntStream.range(0, logProbs.length)
                            .mapToDouble(i -> logProbs[i] / characters(question.choices().get(i)))
                            .toArray();
            return question.isGold(best(normalised)) ? 1 : 0;
        }
    },
    /// The share of probability that right choices have: TruthfulQA's.
    MC2("mc2") {
        @Override
        double of(ChoiceQuestion question, double[] logProbs) {
            double largest = logProbs[best(logProbs)];
            double right = 0;
            double all = 0;
            for (int i = 0; i < logProbs.length; i++) {
                double p = Math.exp(logProbs[i] - largest);
                all += p;
                right += question.isGold(i) ? p : 0;
            }
            return right / all;
        }
    };

    private final String key;

    ChoiceMetric(String key) {
        this.key = key;
    }

    /// Its name in result files.
    String key() {
        return key;
    }

    /// @param logProbs summed over the tokens of each choice, nats
    abstract double of(ChoiceQuestion question, double[] logProbs);

    private static int best(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private static int characters(ChoiceQuestion.Choice choice) {
        String text = choice.text();
        return text.codePointCount(0, text.length());
    }
}
