package dev.murmur.generation;

import dev.murmur.model.KvCache;
import dev.murmur.model.StepwiseModel;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;

/// Finds likely replies to a few prompts together, as `generate(num_beams=...)` of transformers
/// 5.18 does: the same replies in the same order, with its scores.
///
/// Each prompt is computed once for all its beams, and only the keys and values of replies follow
/// when beams change places. A prompt whose search is over leaves the batch.
///
/// We depart where Hugging Face fills up with impossible replies: more beams than tokens that can
/// follow are refused.
public final class BeamSearch {
    private final StepwiseModel model;
    private final BeamParams params;
    private final Set<Integer> stops;

    /// @param stops tokens that end a reply
    /// @throws IllegalArgumentException if the vocabulary is too small for so many beams
    public BeamSearch(StepwiseModel model, BeamParams params, Set<Integer> stops) {
        int most = model.config().vocabSize() - stops.size();
        if (params.beams() > most) {
            throw new IllegalArgumentException(
                    "beam search: beams is "
                            + params.beams()
                            + ", must be at most "
                            + most
                            + ", the tokens of the vocabulary that end no reply");
        }
        this.model = model;
        this.params = params;
        this.stops = Set.copyOf(stops);
    }

    /// @param prompts ids, at least one each
    /// @param drawn told after each step by how many tokens the beams grew
    /// @return for each prompt its best replies, best first
    /// @throws IllegalStateException if the model gives logits that are no numbers
    public List<List<Beam>> search(List<int[]> prompts, IntConsumer drawn) {
        List<BeamGroup> groups = prompts.stream().map(_ -> new BeamGroup(params, stops)).toList();
        try (var _ = new InferenceMode(true);
                KvCache cache = prefill(prompts, groups)) {
            drawn.accept(groups.size() * params.beams());
            List<BeamGroup> open = follow(groups, cache);
            while (!open.isEmpty()) {
                step(open, cache);
                drawn.accept(open.size() * params.beams());
                open = follow(open, cache);
            }
        }
        return groups.stream().map(BeamGroup::result).toList();
    }

    private KvCache prefill(List<int[]> prompts, List<BeamGroup> groups) {
        try (var _ = new TensorScope()) {
            StepwiseModel.Prefill prefill = model.prefill(prompts, params.beams());
            try {
                extend(groups, prefill.logits().unsqueeze(1));
            } catch (RuntimeException e) {
                prefill.cache().close();
                throw e;
            }
            return prefill.cache();
        }
    }

    private void step(List<BeamGroup> open, KvCache cache) {
        try (var _ = new TensorScope()) {
            int[] tokens =
                    open.stream()
                            .flatMapToInt(
                                    group -> IntStream.range(0, params.beams()).map(group::token))
                            .toArray();
            Tensor logits = model.decode(cache, tokens); // [groups * beams, vocab]
            extend(open, logits.view(open.size(), params.beams(), -1));
        }
    }

    /// @param logits `[groups, beams, vocab]`, or `[groups, 1, vocab]` after the prompt
    private void extend(List<BeamGroup> groups, Tensor logits) {
        int beams = params.beams();
        int vocab = (int) logits.size(2);
        var sums = new float[groups.size() * beams];
        for (int g = 0; g < groups.size(); g++) {
            System.arraycopy(groups.get(g).openScores(), 0, sums, g * beams, beams);
        }
        int candidates = BeamGroup.candidates(params, stops);
        T_TensorTensor_T best =
                logits.log_softmax(2)
                        .add(Tensors.floats(sums).view(groups.size(), beams, 1))
                        .view(groups.size(), -1) // [groups, beams * vocab]
                        .topk(candidates);
        float[] scores = Tensors.toFloats(best.get0()); // [groups, candidates]
        long[] picks = Tensors.toLongs(best.get1());
        for (int g = 0; g < groups.size(); g++) {
            int from = g * candidates;
            requireNumber(scores[from]);
            groups.get(g)
                    .extend(
                            Arrays.copyOfRange(scores, from, from + candidates),
                            Arrays.stream(picks, from, from + candidates)
                                    .mapToInt(Math::toIntExact)
                                    .toArray(),
                            vocab);
        }
    }

    /// The largest of them; `topk` puts what is no number first.
    private static void requireNumber(float score) {
        if (!Float.isFinite(score)) {
            throw new IllegalStateException(
                    "the likeliest continuation has the log-prob "
                            + score
                            + ", expected a finite number;"
                            + " are the model's weights damaged, or did its training diverge?");
        }
    }

    /// Lets the cache follow the beams, and drops the prompts that are done.
    private List<BeamGroup> follow(List<BeamGroup> groups, KvCache cache) {
        var open = new ArrayList<BeamGroup>();
        var kept = IntStream.builder();
        for (int g = 0; g < groups.size(); g++) {
            if (!groups.get(g).done()) {
                open.add(groups.get(g));
                kept.add(g);
            }
        }
        if (!open.isEmpty()) {
            cache.keep(
                    kept.build().toArray(),
                    open.stream().map(BeamGroup::parents).toArray(int[][]::new));
        }
        return open;
    }
}
