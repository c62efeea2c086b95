package dev.murmur.reward;

import dev.murmur.data.Candidates;
import dev.murmur.metrics.RunContext;
import dev.murmur.objective.Likelihood;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// How likely a reply is under one language model, nats: what RewardBench calls reference-free
/// scores of models trained by DPO and its kin. The prompt has no part in it.
///
/// @param folder of the model
/// @param model closed with this
public record LogProbReward(Path folder, Over over, Likelihood model) implements RewardModel {
    /// What the log-probs of a reply's tokens become.
    public enum Over {
        /// Their sum.
        SUM,

        /// Their mean, by the model's own count of tokens: SimPO's reward without its scale.
        MEAN;

        List<double[]> logProbs(Likelihood model, List<Candidates> texts, RunContext context) {
            return switch (this) {
                case SUM -> model.logProbs(texts, context);
                case MEAN -> model.meanLogProbs(texts, context);
            };
        }
    }

    @Override
    public String id() {
        return id(folder, over);
    }

    /// What the log-prob under a folder's model is called.
    public static String id(Path folder, Over over) {
        return "log-prob:" + over.name().toLowerCase(Locale.ROOT) + ":" + folder;
    }

    /// @throws dev.murmur.data.DataException if a prompt and its reply are longer than the model
    ///   can place, or a score is not finite
    @Override
    public List<double[]> score(List<Candidates> batch, RunContext context) {
        return Numbers.requireFinite(id(), batch, over.logProbs(model, Texts.of(batch), context));
    }

    @Override
    public void close() {
        model.close();
    }
}
