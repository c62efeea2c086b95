package dev.murmur.generation;

import dev.murmur.model.StepwiseModel;
import dev.murmur.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.InferenceMode;

/// Samples the replies of prompts in one batch: each prompt computed once, then one token a step
/// for every reply that still grows. Replies that are finished leave, and prompts that wait enter
/// in their place, those that enter together as a [Cohort].
///
/// One batch, one thread: batches side by side have a decoder each.
final class BatchDecoder {
    /// Prompts enter when at least this share of the batch is free: each cohort attends on its own,
    /// so many small ones are slow.
    private static final double ENTER_ABOVE = 0.25;

    private final StepwiseModel model;
    private final SamplingParams params;
    private final ReplyEnd end;
    private final int maxPrompts;

    /// @param stops tokens that end a reply
    BatchDecoder(StepwiseModel model, SamplingParams params, Set<Integer> stops) {
        this(model, params, ReplyEnd.at(stops), Integer.MAX_VALUE);
    }

    /// @param maxPrompts in the batch at a time
    BatchDecoder(StepwiseModel model, SamplingParams params, ReplyEnd end, int maxPrompts) {
        this.model = model;
        this.params = params;
        this.end = end;
        this.maxPrompts = maxPrompts;
    }

    /// @return for each prompt `params.n()` replies
    List<List<SampledTokens>> decode(List<EncodedPrompt> prompts, DrawListener listener) {
        return decode(prompts, 0, params.n(), listener);
    }

    /// Some of each prompt's replies, the same as if all were drawn together.
    ///
    /// @param prompts in the order in which they enter
    /// @param first number of the first reply
    /// @param count how many
    List<List<SampledTokens>> decode(
            List<EncodedPrompt> prompts, int first, int count, DrawListener listener) {
        List<List<Lane>> replies =
                prompts.stream().map(prompt -> lanes(prompt, first, count)).toList();
        int capacity = Math.min(maxPrompts, prompts.size()) * count; // rows
        var cohorts = new ArrayList<Cohort>();
        int entered = 0;
        try (var _ = new InferenceMode(true);
                var sampler = new TokenSampler(params)) {
            while (entered < prompts.size() || !cohorts.isEmpty()) {
                int free = capacity - cohorts.stream().mapToInt(Cohort::rows).sum();
                int before = growing(cohorts);
                int drawn = before;
                if (entered < prompts.size() && free >= Math.max(count, ENTER_ABOVE * capacity)) {
                    int to = Math.min(prompts.size(), entered + free / count);
                    cohorts.add(
                            enter(
                                    prompts.subList(entered, to),
                                    replies.subList(entered, to),
                                    sampler));
                    drawn = (to - entered) * count;
                    before += drawn;
                    entered = to;
                } else {
                    step(cohorts, sampler);
                }
                leave(cohorts);
                listener.drawn(drawn, before - growing(cohorts));
            }
        } finally {
            cohorts.forEach(Cohort::close);
        }
        return replies.stream().map(g -> g.stream().map(Lane::result).toList()).toList();
    }

    private static int growing(List<Cohort> cohorts) {
        return cohorts.stream().mapToInt(Cohort::growing).sum();
    }

    private List<Lane> lanes(EncodedPrompt prompt, int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(sample -> new Lane(prompt.id(), sample, params))
                .toList();
    }

    /// Computes prompts and draws the first token of each of their replies.
    private Cohort enter(
            List<EncodedPrompt> prompts, List<List<Lane>> replies, TokenSampler sampler) {
        try (var _ = new TensorScope()) {
            List<int[]> tokens = prompts.stream().map(EncodedPrompt::tokens).toList();
            StepwiseModel.Prefill prefill = model.prefill(tokens, replies.getFirst().size());
            try {
                NextTokens next = sampler.read(prefill.logits()); // a row a prompt
                for (int prompt = 0; prompt < prompts.size(); prompt++) {
                    for (Lane lane : replies.get(prompt)) {
                        lane.extend(next, prompt, end);
                    }
                }
            } catch (RuntimeException e) {
                prefill.cache().close();
                throw e;
            }
            return new Cohort(prefill.cache(), replies);
        }
    }

    private void step(List<Cohort> cohorts, TokenSampler sampler) {
        try (var _ = new TensorScope()) {
            NextTokens next =
                    sampler.read(
                            model.decode(
                                    cohorts.stream().map(Cohort::cache).toList(),
                                    cohorts.stream().flatMapToInt(Cohort::lastTokens).toArray()));
            int row = 0;
            for (Cohort cohort : cohorts) {
                cohort.extend(next, row, end);
                row += cohort.rows();
            }
        }
    }

    private static void leave(List<Cohort> cohorts) {
        for (Iterator<Cohort> each = cohorts.iterator(); each.hasNext(); ) {
            Cohort cohort = each.next();
            if (cohort.growing() == 0) {
                each.remove();
                cohort.close();
            } else {
                cohort.compact();
            }
        }
    }
}
