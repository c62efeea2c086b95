package dev.murmur.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.Candidates;
import dev.murmur.data.GroupEncoder;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.data.TokenLimits;
import dev.murmur.data.TokenReply;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.TextModels;
import dev.murmur.objective.Likelihood;
import dev.murmur.objective.ModelLikelihood;
import dev.murmur.objective.PairSums;
import dev.murmur.tensor.Dtype;
import dev.murmur.text.ChatMessage;
import dev.murmur.text.ChatMlTemplate;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRatioRewardTest {
    private static final Reply SHORT = Reply.written("sat");
    private static final Reply LONG = Reply.written("sat on the mat");

    @TempDir private Path folder;
    private Path strong;
    private Path weak;
    private final List<String> events = new ArrayList<>();

    @BeforeEach
    void makeModels() {
        strong = TextModels.causal(folder.resolve("strong"), 3);
        weak = TextModels.causal(folder.resolve("weak"), 4);
    }

    @Test
    void isTheDifferenceOfTheSumsOfLogProbs() {
        double[] scores = score(LogProbReward.Over.SUM, candidates("the cat", SHORT, LONG));

        List<Candidates> batch = List.of(candidates("the cat", SHORT, LONG));
        double[] of = of(strong, batch);
        double[] base = of(weak, batch);
        assertThat(scores).containsExactly(of[0] - base[0], of[1] - base[1]);
        assertThat(scores[0]).isNotCloseTo(scores[1], within(1e-3));
    }

    @Test
    void theMeanIsByEachReplysTokens() {
        Candidates candidates = candidates("the cat", SHORT, LONG);
        double[] sums = score(LogProbReward.Over.SUM, candidates);
        double[] means = score(LogProbReward.Over.MEAN, candidates);

        int[] tokens;
        try (Tokenizer tokenizer = Tokenizer.open(strong)) {
            tokens =
                    new GroupEncoder(tokenizer, new ChatMlTemplate(), TokenLimits.NONE)
                            .candidates(List.of(candidates)).tokens().getFirst().replies().stream()
                                    .mapToInt(TokenReply::countedTokens)
                                    .toArray();
        }
        assertThat(tokens[1]).isGreaterThan(tokens[0]);
        assertThat(means[0]).isCloseTo(sums[0] / tokens[0], within(1e-9));
        assertThat(means[1]).isCloseTo(sums[1] / tokens[1], within(1e-9));
    }

    @Test
    void aModelOverItselfIsIndifferent() {
        var reward = new LogRatioReward(strong, strong, LogProbReward.Over.SUM, this::open);

        double[] scores =
                reward.score(List.of(candidates("the cat", SHORT, LONG)), RunContext.QUIET)
                        .getFirst();

        assertThat(scores).containsExactly(0, 0);
    }

    @Test
    void aScoreIsTheSameWhateverIsScoredWithIt() {
        double[] alone = score(LogProbReward.Over.SUM, candidates("the cat", LONG));
        double[] among = score(LogProbReward.Over.SUM, candidates("the cat", SHORT, LONG));

        assertThat(among[1]).isCloseTo(alone[0], within(1e-4));
    }

    @Test
    void oneModelIsClosedBeforeTheOtherIsOpened() {
        score(LogProbReward.Over.SUM, candidates("the cat", SHORT));

        assertThat(events)
                .containsExactly("open strong", "close strong", "open weak", "close weak");
    }

    @Test
    void theIdsOfTheSamplerAreNotUsed() {
        var sampled = new Reply("sat", new int[] {1, 2, 3}, SHORT.finish());

        assertThat(score(LogProbReward.Over.SUM, candidates("the cat", sampled)))
                .isEqualTo(score(LogProbReward.Over.SUM, candidates("the cat", SHORT)));
    }

    private double[] score(LogProbReward.Over over, Candidates candidates) {
        events.clear();
        return new LogRatioReward(strong, weak, over, this::recorded)
                .score(List.of(candidates), RunContext.QUIET)
                .getFirst();
    }

    private double[] of(Path model, List<Candidates> batch) {
        try (Likelihood opened = open(model)) {
            return opened.logProbs(batch, RunContext.QUIET).getFirst();
        }
    }

    private ModelLikelihood open(Path model) {
        return ModelLikelihood.open(
                model, new ChatMlTemplate(), Dtype.FLOAT32, TokenLimits.NONE, 1000);
    }

    /// A model that tells when it is opened and closed.
    private Likelihood recorded(Path model) {
        events.add("open " + model.getFileName());
        ModelLikelihood opened = open(model);
        return new Likelihood() {
            @Override
            public List<double[]> logProbs(List<Candidates> batch, RunContext context) {
                return opened.logProbs(batch, context);
            }

            @Override
            public List<double[]> meanLogProbs(List<Candidates> batch, RunContext context) {
                return opened.meanLogProbs(batch, context);
            }

            @Override
            public List<PairSums> pairLogProbs(List<Candidates> pairs, RunContext context) {
                return opened.pairLogProbs(pairs, context);
            }

            @Override
            public void close() {
                opened.close();
                events.add("close " + model.getFileName());
            }
        };
    }

    private static Candidates candidates(String prompt, Reply... replies) {
        return new Candidates(
                new Prompt("p", List.of(ChatMessage.user(prompt)), "", Map.of()), List.of(replies));
    }
}
