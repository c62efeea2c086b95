package dev.murmur.generation;

import dev.murmur.model.KvCache;
import dev.murmur.model.StepwiseModel;
import dev.murmur.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.InferenceMode;

/// Samples the replies of a few prompts together: each prompt computed once, then one token a step
/// for every reply that still grows. One batch, one thread: batches side by side have a decoder
/// each.
final class BatchDecoder {
    /// Finished replies leave the batch once this share of its rows is left to do: moving the cache
    /// costs about as much as a step.
    private static final double KEEP_BELOW = 0.75;

    private final StepwiseModel model;
    private final SamplingParams params;
    private final Set<Integer> stops;

    /// @param stops tokens that end a reply
    BatchDecoder(StepwiseModel model, SamplingParams params, Set<Integer> stops) {
        this.model = model;
        this.params = params;
        this.stops = Set.copyOf(stops);
    }

    /// @param drawn told after each step how many tokens it gave
    /// @return for each prompt `params.n()` replies
    List<List<SampledTokens>> decode(List<EncodedPrompt> prompts, IntConsumer drawn) {
        return decode(prompts, 0, params.n(), drawn);
    }

    /// Some of each prompt's replies, the same as if all were drawn together.
    ///
    /// @param first number of the first reply
    /// @param count how many
    List<List<SampledTokens>> decode(
            List<EncodedPrompt> prompts, int first, int count, IntConsumer drawn) {
        List<List<Lane>> replies =
                prompts.stream().map(prompt -> lanes(prompt, first, count)).toList();
        try (var _ = new InferenceMode(true);
                var sampler = new TokenSampler(params)) {
            Rows rows = new Rows(replies);
            KvCache cache = prefill(prompts, rows, sampler);
            try (cache) {
                drawn.accept(rows.size());
                while (rows.growing() > 0) {
                    rows = compact(rows, cache);
                    int growing = rows.growing();
                    step(rows, cache, sampler);
                    drawn.accept(growing);
                }
            }
        }
        return replies.stream().map(g -> g.stream().map(Lane::result).toList()).toList();
    }

    private List<Lane> lanes(EncodedPrompt prompt, int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(sample -> new Lane(prompt.id(), sample, params))
                .toList();
    }

    /// The replies in the batch: as many for each group, some of them perhaps finished.
    private record Rows(List<List<Lane>> groups) {
        int size() {
            return groups.size() * groups.getFirst().size();
        }

        int growing() {
            return (int) groups.stream().flatMap(List::stream).filter(Lane::growing).count();
        }

        int[] lastTokens() {
            return groups.stream().flatMap(List::stream).mapToInt(Lane::lastToken).toArray();
        }
    }

    private KvCache prefill(List<EncodedPrompt> prompts, Rows rows, TokenSampler sampler) {
        try (var _ = new TensorScope()) {
            List<int[]> tokens = prompts.stream().map(EncodedPrompt::tokens).toList();
            StepwiseModel.Prefill prefill = model.prefill(tokens, rows.groups().getFirst().size());
            NextTokens next = sampler.read(prefill.logits()); // a row a group
            for (int group = 0; group < prompts.size(); group++) {
                for (Lane lane : rows.groups().get(group)) {
                    lane.extend(next, group, stops);
                }
            }
            return prefill.cache();
        }
    }

    private void step(Rows rows, KvCache cache, TokenSampler sampler) {
        try (var _ = new TensorScope()) {
            NextTokens next = sampler.read(model.decode(cache, rows.lastTokens()));
            int row = 0;
            for (List<Lane> group : rows.groups()) {
                for (Lane lane : group) {
                    if (lane.growing()) {
                        lane.extend(next, row, stops);
                    }
                    row++;
                }
            }
        }
    }

    /// Drops groups that are finished, and as many slots of each other group as are finished in all
    /// of them, when that makes the batch enough smaller.
    private static Rows compact(Rows rows, KvCache cache) {
        int[] groups =
                IntStream.range(0, rows.groups().size())
                        .filter(g -> rows.groups().get(g).stream().anyMatch(Lane::growing))
                        .toArray();
        int slots =
                Arrays.stream(groups)
                        .map(g -> (int) rows.groups().get(g).stream().filter(Lane::growing).count())
                        .max()
                        .orElseThrow();
        if (groups.length * slots > KEEP_BELOW * rows.size()) {
            return rows;
        }
        var kept = new int[groups.length][];
        var lanes = new ArrayList<List<Lane>>();
        for (int i = 0; i < groups.length; i++) {
            List<Lane> group = rows.groups().get(groups[i]);
            kept[i] = growingFirst(group, slots);
            lanes.add(Arrays.stream(kept[i]).mapToObj(group::get).toList());
        }
        cache.keep(groups, kept);
        return new Rows(lanes);
    }

    private static int[] growingFirst(List<Lane> group, int slots) {
        return IntStream.concat(
                        IntStream.range(0, group.size()).filter(s -> group.get(s).growing()),
                        IntStream.range(0, group.size()).filter(s -> !group.get(s).growing()))
                .limit(slots)
                .sorted()
                .toArray();
    }
}
