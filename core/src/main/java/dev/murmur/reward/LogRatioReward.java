package dev.murmur.reward;

import dev.murmur.data.Candidates;
import dev.murmur.metrics.RunContext;
import dev.murmur.objective.Likelihood;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// How much likelier a reply is under one language model than under another, nats: `log
/// p_strong(y|x) - log p_weak(y|x)`, the reward of Merlinite-7B-pt, with an aligned model over its
/// base (see also Xu et al. 2024, arXiv 2411.02481).
///
/// Each model reads the text with its own tokenizer; the prompt has no part in the sum. The models
/// are opened one after the other, so memory need hold only the larger.
///
/// @param open opens a model by its folder
public record LogRatioReward(
        Path strong, Path weak, LogProbReward.Over over, Function<Path, Likelihood> open)
        implements RewardModel {
    @Override
    public String id() {
        return id(strong, weak);
    }

    /// What a log-ratio of two folders is called.
    public static String id(Path strong, Path weak) {
        return "log-ratio:" + strong + "," + weak;
    }

    /// @throws dev.murmur.data.DataException if a prompt and its reply are longer than a model can
    ///   place, or a score is not finite
    @Override
    public List<double[]> score(List<Candidates> batch, RunContext context) {
        List<Candidates> texts = Texts.of(batch);
        List<double[]> scores = logProbs(strong, texts, context);
        List<double[]> base = logProbs(weak, texts, context);
        for (int row = 0; row < scores.size(); row++) {
            double[] subtracted = base.get(row);
            double[] of = scores.get(row);
            Arrays.setAll(of, reply -> of[reply] - subtracted[reply]);
        }
        return Numbers.requireFinite(id(), batch, scores);
    }

    private List<double[]> logProbs(Path folder, List<Candidates> texts, RunContext context) {
        try (Likelihood model = open.apply(folder)) {
            return over.logProbs(model, texts, context);
        }
    }

    @Override
    public boolean opensPerCall() {
        return true;
    }

    /// Nothing is open between calls.
    @Override
    public void close() {}
}
