package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.benchmark.RewardItem.Comparison;
import dev.murmur.data.Candidates;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.evaluation.Estimate;
import dev.murmur.text.ChatMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// RewardBench's first version (Lambert et al. 2024, arXiv 2403.13787): pairs of a chosen and a
/// rejected reply in subsets, whose accuracies make those of sections, whose mean is the score.
record RewardBench() implements RewardTask {
    private static final String OVERALL = "overall";

    @Override
    public String name() {
        return "rewardbench";
    }

    @Override
    public String source() {
        return "allenai/reward-bench";
    }

    @Override
    public String split() {
        return "filtered";
    }

    @Override
    public OptionalInt published() {
        return OptionalInt.of(2985);
    }

    @Override
    public Optional<RewardItem> item(JsonNode row, int number) {
        String id = row.path("id").asText(Integer.toString(number));
        String subset = Cells.text(row, "subset");
        if (Arrays.stream(RewardBenchSection.values()).noneMatch(s -> s.has(subset))) {
            throw Cells.wrong(row, "subset", "one of RewardBench's subsets");
        }
        var prompt =
                new Prompt(
                        id, List.of(ChatMessage.user(Cells.text(row, "prompt"))), subset, Map.of());
        List<Reply> replies =
                List.of(
                        Reply.written(Cells.text(row, "chosen")),
                        Reply.written(Cells.text(row, "rejected")));
        return Optional.of(
                new RewardItem(
                        id,
                        subset,
                        List.of(new Candidates(prompt, replies)),
                        List.of(Comparison.strict(0, 1))));
    }

    /// A section is left out where one of its subsets is missing, the overall score where a section
    /// is.
    @Override
    public SortedMap<String, Estimate> figures(Map<String, Estimate> subsets) {
        var figures = new TreeMap<String, Estimate>();
        var overall = new WeightedMean();
        for (RewardBenchSection section : RewardBenchSection.values()) {
            if (section.isWhole(subsets)) {
                figures.put(section.key(), section.accuracy(subsets));
                overall.add(section.accuracy(subsets), 1);
            }
        }
        if (figures.size() == RewardBenchSection.values().length) {
            figures.put(OVERALL, overall.estimate());
        }
        return figures;
    }

    @Override
    public Optional<String> headline() {
        return Optional.of(OVERALL);
    }

    @Override
    public double weight(String subset) {
        return Arrays.stream(RewardBenchSection.values())
                .filter(section -> section.has(subset))
                .mapToDouble(section -> section.share(subset))
                .sum();
    }
}
