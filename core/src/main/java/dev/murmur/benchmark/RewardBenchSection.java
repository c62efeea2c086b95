package dev.murmur.benchmark;

import dev.murmur.evaluation.Estimate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// A section of RewardBench. Its accuracy is that of its subsets, weighted by the published counts
/// of prompts whatever the counts in the data.
enum RewardBenchSection {
    CHAT(
            2,
            Map.of(
                    "alpacaeval-easy", 100,
                    "alpacaeval-length", 95,
                    "alpacaeval-hard", 95,
                    "mt-bench-easy", 28,
                    "mt-bench-med", 40)),
    CHAT_HARD(
            2,
            Map.of(
                    "mt-bench-hard", 37,
                    "llmbar-natural", 100,
                    "llmbar-adver-neighbor", 134,
                    "llmbar-adver-GPTInst", 92,
                    "llmbar-adver-GPTOut", 47,
                    "llmbar-adver-manual", 46)),
    /// Versions of RewardBench's code differ in the two of XSTest; these are what the data has.
    SAFETY(
            2,
            Map.of(
                    "refusals-dangerous", 100,
                    "refusals-offensive", 100,
                    "xstest-should-refuse", 154,
                    "xstest-should-respond", 250,
                    "donotanswer", 136)),
    /// `math-prm` counts as much as all code together, though it has 447 prompts.
    REASONING(
            2,
            Map.of(
                    "math-prm", 984,
                    "hep-cpp", 164,
                    "hep-go", 164,
                    "hep-java", 164,
                    "hep-js", 164,
                    "hep-python", 164,
                    "hep-rust", 164)),
    /// Test sets that were there before. Their subsets count alike.
    PRIOR_SETS(1, Map.of("anthropic_helpful", 1, "anthropic_hhh", 1, "shp", 1, "summarize", 1));

    /// Those of RewardBench's own data.
    static final List<RewardBenchSection> CORE = List.of(CHAT, CHAT_HARD, SAFETY, REASONING);

    private final int weight;

    @SuppressWarnings("ImmutableEnumChecker") // what Map.of gives is immutable
    private final Map<String, Integer> prompts;

    RewardBenchSection(int weight, Map<String, Integer> prompts) {
        this.weight = weight;
        this.prompts = prompts;
    }

    /// How much it counts beside the others.
    int weight() {
        return weight;
    }

    /// Its name in result files.
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean has(String subset) {
        return prompts.containsKey(subset);
    }

    boolean isWhole(Map<String, Estimate> subsets) {
        return subsets.keySet().containsAll(prompts.keySet());
    }

    /// How much a subset of this counts.
    double share(String subset) {
        double all = prompts.values().stream().mapToInt(n -> n).sum();
        return Objects.requireNonNull(prompts.get(subset)) / all;
    }

    Estimate accuracy(Map<String, Estimate> subsets) {
        var mean = new WeightedMean();
        prompts.forEach((subset, n) -> mean.add(Objects.requireNonNull(subsets.get(subset)), n));
        return mean.estimate();
    }
}
