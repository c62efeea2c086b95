package dev.murmur.objective;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.GroupEncoder;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenLimits;
import dev.murmur.data.TokenReply;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.ModelFolder;
import dev.murmur.tensor.Dtype;
import dev.murmur.text.ChatTemplate;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The likelihood of replies under a model folder. Sampled replies are taken as the ids they were
/// sampled as, so the folder's tokenizer must be the sampler's.
public final class ModelLikelihood implements Likelihood {
    private final Tokenizer tokenizer;
    private final CausalLm model;
    private final GroupEncoder encoder;
    private final int maxTokens;

    private ModelLikelihood(Path folder, GroupEncoder encoder, Dtype dtype, int maxTokens) {
        this.tokenizer = encoder.tokenizer();
        ModelFolder.open(folder).requireVocabulary(tokenizer.vocabSize());
        this.encoder = encoder;
        this.model = CausalLm.frozen(folder, dtype);
        this.maxTokens = maxTokens;
    }

    /// Opens a model folder.
    ///
    /// @param limits the sampler's, so that prompts are cut as they were for it
    /// @param maxTokens tokens of one forward pass
    public static ModelLikelihood open(
            Path folder, ChatTemplate template, Dtype dtype, TokenLimits limits, int maxTokens) {
        Tokenizer tokenizer = Tokenizer.open(folder);
        try {
            return new ModelLikelihood(
                    folder, new GroupEncoder(tokenizer, template, limits), dtype, maxTokens);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /// @throws DataException if a row cannot be encoded: none is left out
    @Override
    public List<double[]> logProbs(List<Candidates> batch, RunContext context) {
        return sums(encoder.candidates(batch).requireAll(), context);
    }

    /// @throws DataException if a row cannot be encoded: none is left out
    @Override
    public List<PairSums> pairLogProbs(List<Candidates> pairs, RunContext context) {
        return ReplyScorer.pairLogProbs(model, maxTokens)
                .score(encoder.candidates(pairs).requireAll(), "log-probs of pairs", context)
                .stream()
                .map(PairSums::of)
                .toList();
    }

    /// @throws DataException if a row cannot be encoded: none is left out
    @Override
    public List<double[]> meanLogProbs(List<Candidates> batch, RunContext context) {
        List<TokenGroup> groups = encoder.candidates(batch).requireAll();
        List<double[]> means = sums(groups, context);
        for (int row = 0; row < means.size(); row++) {
            List<TokenReply> replies = groups.get(row).replies();
            double[] of = means.get(row);
            Arrays.setAll(of, reply -> of[reply] / replies.get(reply).countedTokens());
        }
        return means;
    }

    private List<double[]> sums(List<TokenGroup> groups, RunContext context) {
        return ReplyScorer.logProbs(model, maxTokens).score(groups, "log-probs", context);
    }

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }
}
