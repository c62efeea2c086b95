package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.benchmark.RewardItem.Comparison;
import dev.murmur.data.Candidates;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.evaluation.Estimate;
import dev.murmur.text.ChatMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// RewardBench's first version (Lambert et al. 2024, arXiv 2403.13787): pairs of a chosen and a
/// rejected reply in subsets, whose accuracies make those of sections, whose mean is the score.
///
/// @param priorSets whether test sets of other preference data are a fifth section, of half the
///   weight of the others
record RewardBench(boolean priorSets) implements RewardTask {
    private static final String OVERALL = "overall";
    private static final String WITH_PRIOR_SETS = "overall_with_prior_sets";
    private static final String FILTERED = "filtered";

    /// Files of allenai/preference-test-sets, and how many pairs each has.
    private static final Map<String, Integer> PRIOR =
            Map.of("anthropic_helpful", 6192, "anthropic_hhh", 221, "shp", 1741, "summarize", 9000);

    @Override
    public String name() {
        return priorSets ? "rewardbench_with_prior_sets" : folder();
    }

    @Override
    public String folder() {
        return "rewardbench";
    }

    @Override
    public String source() {
        return priorSets
                ? "allenai/reward-bench, and those of allenai/preference-test-sets,"
                : "allenai/reward-bench";
    }

    @Override
    public List<String> splits() {
        return Stream.concat(
                        Stream.of(FILTERED),
                        priorSets ? PRIOR.keySet().stream().sorted() : Stream.of())
                .toList();
    }

    @Override
    public OptionalInt published() {
        int prior = PRIOR.values().stream().mapToInt(n -> n).sum();
        return OptionalInt.of(2985 + (priorSets ? prior : 0));
    }

    @Override
    public Optional<RewardItem> item(String split, JsonNode row, int number) {
        return Optional.of(split.equals(FILTERED) ? own(row, number) : prior(split, row, number));
    }

    private static RewardItem own(JsonNode row, int number) {
        String subset = Cells.text(row, "subset");
        if (RewardBenchSection.CORE.stream().noneMatch(s -> s.has(subset))) {
            throw Cells.wrong(row, "subset", "one of RewardBench's subsets");
        }
        return item(subset, List.of(ChatMessage.user(Cells.text(row, "prompt"))), row, number);
    }

    /// The file is the subset: the field of that name is a division of it. Whose turn it is goes by
    /// its place, as in RewardBench's code: the user's first and last.
    private static RewardItem prior(String subset, JsonNode row, int number) {
        var messages = new ArrayList<ChatMessage>();
        for (JsonNode turn : row.path("prompt")) {
            String role = messages.size() % 2 == 0 ? "user" : "assistant";
            messages.add(new ChatMessage(role, Cells.text(turn, "content")));
        }
        if (messages.size() % 2 == 0) {
            throw Cells.wrong(row, "prompt", "an odd number of messages, the user's first");
        }
        return item(subset, messages, row, number);
    }

    private static RewardItem item(
            String subset, List<ChatMessage> messages, JsonNode row, int number) {
        String id = row.path("id").asText(Integer.toString(number));
        List<Reply> replies =
                List.of(
                        Reply.written(Cells.text(row, "chosen")),
                        Reply.written(Cells.text(row, "rejected")));
        return new RewardItem(
                id,
                subset,
                List.of(new Candidates(new Prompt(id, messages, subset, Map.of()), replies)),
                List.of(Comparison.strict(0, 1)));
    }

    /// A section is left out where one of its subsets is missing, an overall score where a section
    /// is.
    @Override
    public SortedMap<String, Estimate> figures(Map<String, Estimate> subsets) {
        var figures = new TreeMap<String, Estimate>();
        for (RewardBenchSection section : RewardBenchSection.values()) {
            if (section.isWhole(subsets)) {
                figures.put(section.key(), section.accuracy(subsets));
            }
        }
        overall(RewardBenchSection.CORE, figures).ifPresent(mean -> figures.put(OVERALL, mean));
        overall(List.of(RewardBenchSection.values()), figures)
                .ifPresent(mean -> figures.put(WITH_PRIOR_SETS, mean));
        return figures;
    }

    private static Optional<Estimate> overall(
            List<RewardBenchSection> sections, Map<String, Estimate> figures) {
        var mean = new WeightedMean();
        for (RewardBenchSection section : sections) {
            Estimate figure = figures.get(section.key());
            if (figure == null) {
                return Optional.empty();
            }
            mean.add(figure, section.weight());
        }
        return Optional.of(mean.estimate());
    }

    @Override
    public Optional<String> headline() {
        return Optional.of(priorSets ? WITH_PRIOR_SETS : OVERALL);
    }

    @Override
    public double weight(String subset) {
        return Arrays.stream(RewardBenchSection.values())
                .filter(section -> section.has(subset))
                .mapToDouble(section -> section.weight() * section.share(subset))
                .sum();
    }
}
