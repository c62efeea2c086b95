package dev.murmur.generation;

import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import dev.murmur.model.CausalLm;
import dev.murmur.model.PackedLm;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Threads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Draws the replies to any number of prompts, in as many batches side by side as the model and the
/// cores allow.
///
/// @param dtype that the model computes in
/// @param end of a reply
record BatchedSampling(CausalLm model, Dtype dtype, ReplyEnd end) {
    /// @param packed a copy of the model
    /// @param prompts at least one
    /// @return for each prompt, in order, `params.n()` replies
    /// @throws StoppedException if asked to stop
    List<List<SampledTokens>> draw(
            PackedLm packed,
            List<EncodedPrompt> prompts,
            SamplingParams params,
            RunContext context) {
        List<List<SampledTokens>> results =
                new ArrayList<>(Collections.nCopies(prompts.size(), List.of()));
        int rows = Math.min(params.n(), BatchPlan.maxRows(model.config()));
        var plan = new BatchPlan(model.config(), dtype.bytes(), rows, params.maxNewTokens());
        List<List<Integer>> shares = plan.shares(prompts, model.samplers());
        int together = plan.groups(prompts.get(shares.getFirst().getFirst()).tokens().length);
        int each = Math.max(1, together / shares.size());
        long total = (long) prompts.size() * params.n();
        try (Progress.Task task = context.progress().start("sample", total, "replies")) {
            var rate = new TokenRate();
            DrawListener listener =
                    (tokens, finished) -> {
                        rate.add(tokens);
                        advance(task, finished, rate);
                        stopIfAsked(context);
                    };
            Threads.sideBySide(
                    shares,
                    model.stepThreads(Math.min(prompts.size(), each) * rows),
                    share -> {
                        var decoder = new BatchDecoder(packed, params, end, each);
                        List<EncodedPrompt> own = share.stream().map(prompts::get).toList();
                        List<List<SampledTokens>> replies =
                                parts(decoder, own, params, rows, listener);
                        for (int i = 0; i < share.size(); i++) {
                            results.set(share.get(i), replies.get(i));
                        }
                        return share;
                    });
        }
        return results;
    }

    /// Batches side by side report to one task.
    private static void advance(Progress.Task task, int finished, TokenRate rate) {
        if (finished > 0) {
            synchronized (task) {
                task.advance(finished, rate.toString());
            }
        }
    }

    /// More replies a prompt than fit at once come one part after another.
    private static List<List<SampledTokens>> parts(
            BatchDecoder decoder,
            List<EncodedPrompt> prompts,
            SamplingParams params,
            int rows,
            DrawListener listener) {
        List<List<SampledTokens>> replies = new ArrayList<>();
        prompts.forEach(_ -> replies.add(new ArrayList<>()));
        for (int first = 0; first < params.n(); first += rows) {
            int count = Math.min(rows, params.n() - first);
            List<List<SampledTokens>> part = decoder.decode(prompts, first, count, listener);
            for (int i = 0; i < part.size(); i++) {
                replies.get(i).addAll(part.get(i));
            }
        }
        return replies;
    }

    static void stopIfAsked(RunContext context) {
        if (context.stop().requested()) {
            throw new StoppedException("stopped while sampling; the replies so far are not kept");
        }
    }
}
