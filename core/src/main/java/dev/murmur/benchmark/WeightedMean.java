package dev.murmur.benchmark;

import dev.murmur.evaluation.Estimate;

/// A weighted mean of independent estimates.
final class WeightedMean {
    private double weights;
    private double sum;
    private double variance;

    void add(Estimate estimate, double weight) {
        weights += weight;
        sum += weight * estimate.mean();
        variance += Math.pow(weight * estimate.se(), 2);
    }

    Estimate estimate() {
        return new Estimate(sum / weights, Math.sqrt(variance) / weights);
    }
}
