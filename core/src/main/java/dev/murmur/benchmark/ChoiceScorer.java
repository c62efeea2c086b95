package dev.murmur.benchmark;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.ModelFolder;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.tensor.Dtype;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A language model that says how likely the choices of questions are. Choices with one context are
/// one prompt group: the context is computed once.
final class ChoiceScorer implements AutoCloseable {
    private final Tokenizer tokenizer;
    private final CausalLm model;
    private final ContinuationEncoder encoder;
    private final int maxTokens;

    private ChoiceScorer(Path folder, Tokenizer tokenizer, Dtype dtype, int maxTokens) {
        ModelFolder opened = ModelFolder.open(folder);
        opened.requireVocabulary(tokenizer.vocabSize());
        this.tokenizer = tokenizer;
        this.encoder = new ContinuationEncoder(tokenizer, opened.config().maxPositions());
        this.model = CausalLm.frozen(folder, dtype);
        this.maxTokens = maxTokens;
    }

    /// @param maxTokens tokens of one forward pass
    static ChoiceScorer open(Path folder, Dtype dtype, int maxTokens) {
        Tokenizer tokenizer = Tokenizer.open(folder);
        try {
            return new ChoiceScorer(folder, tokenizer, dtype, maxTokens);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /// @param logProbs of the choices, summed over their tokens, nats
    /// @param cut whether the beginning of a context was cut off
    record Scored(double[] logProbs, boolean cut) {}

    /// A question's choices as groups of those with one context.
    ///
    /// @param choices which choice each reply of each group is
    private record Encoded(List<TokenGroup> groups, List<List<Integer>> choices, boolean cut) {
        int size() {
            return choices.stream().mapToInt(List::size).sum();
        }
    }

    List<Scored> score(List<ChoiceQuestion> questions) {
        List<Encoded> encoded = questions.stream().map(this::encode).toList();
        List<double[]> sums =
                ReplyScorer.logProbs(model, maxTokens)
                        .score(
                                encoded.stream().flatMap(e -> e.groups().stream()).toList(),
                                "log-probs",
                                RunContext.QUIET);
        var scored = new ArrayList<Scored>();
        int group = 0;
        for (Encoded question : encoded) {
            var logProbs = new double[question.size()];
            for (List<Integer> choices : question.choices()) {
                double[] of = sums.get(group++);
                for (int reply = 0; reply < of.length; reply++) {
                    logProbs[choices.get(reply)] = of[reply];
                }
            }
            scored.add(new Scored(logProbs, question.cut()));
        }
        return scored;
    }

    private Encoded encode(ChoiceQuestion question) {
        Map<List<Integer>, List<Integer>> byContext = new LinkedHashMap<>();
        var encoded = new ArrayList<ContinuationEncoder.Encoded>();
        boolean cut = false;
        for (int i = 0; i < question.choices().size(); i++) {
            ContinuationEncoder.Encoded choice = encoder.encode(question.choices().get(i));
            encoded.add(choice);
            cut |= choice.cut();
            byContext
                    .computeIfAbsent(
                            Arrays.stream(choice.context()).boxed().toList(),
                            _ -> new ArrayList<>())
                    .add(i);
        }
        var groups = new ArrayList<TokenGroup>();
        for (List<Integer> choices : byContext.values()) {
            groups.add(
                    new TokenGroup(
                            question.id(),
                            encoded.get(choices.getFirst()).context(),
                            choices.stream()
                                    .map(i -> TokenReply.of(encoded.get(i).continuation()))
                                    .toList()));
        }
        return new Encoded(groups, List.copyOf(byContext.values()), cut);
    }

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }
}
