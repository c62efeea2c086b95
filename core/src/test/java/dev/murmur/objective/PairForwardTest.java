package dev.murmur.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.TinyModels;
import dev.murmur.tensor.TensorScope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairForwardTest {
    @TempDir Path folder;
    private CausalLm model;
    private List<TokenGroup> pairs;

    @BeforeEach
    void open() {
        model = CausalLm.random(TinyModels.folder(folder, true), 3);
        pairs =
                TinyModels.groups(60, 2, 6).stream()
                        .filter(group -> group.replies().size() == 2)
                        .limit(8)
                        .toList();
    }

    @AfterEach
    void close() {
        model.close();
    }

    /// What comes later in a reply does not change what came before, so the shared part has the
    /// log-prob of the reply cut to it.
    @Test
    void theSharedPartIsTheReplyCutToTheShorterOne() {
        List<double[]> whole =
                ReplyScorer.logProbs(model, 300).score(pairs, "whole", RunContext.QUIET);
        List<double[]> cut =
                ReplyScorer.logProbs(model, 300)
                        .score(
                                pairs.stream().map(PairForwardTest::cut).toList(),
                                "cut",
                                RunContext.QUIET);

        List<double[]> both =
                ReplyScorer.pairLogProbs(model, 300).score(pairs, "pairs", RunContext.QUIET);

        assertThat(pairs).anyMatch(pair -> length(pair, 0) != length(pair, 1));
        for (int i = 0; i < pairs.size(); i++) {
            double[] wanted = {whole.get(i)[0], whole.get(i)[1], cut.get(i)[0], cut.get(i)[1]};
            assertThat(both.get(i)).containsExactly(wanted, within(1e-3));
        }
    }

    /// A model that says every token alike would say any reply itself: log p = log sum p^2.
    @Test
    void aReplyOfAModelWithoutPreferencesIsItsOwn() {
        try (var _ = new TensorScope()) {
            model.parameters().all().get("model.norm.weight").detach().zero_();

            var alignment = PairForward.of(model, pairs).alignment();

            assertThat(alignment.chosen()).containsExactly(new double[8], within(1e-5));
            assertThat(alignment.rejected()).containsExactly(new double[8], within(1e-5));
        }
    }

    private static TokenGroup cut(TokenGroup pair) {
        int shared = Math.min(length(pair, 0), length(pair, 1));
        return new TokenGroup(
                pair.id(),
                pair.prompt(),
                pair.replies().stream().map(reply -> cut(reply, shared)).toList());
    }

    private static TokenReply cut(TokenReply reply, int counted) {
        int end = 0;
        for (int left = counted; left > 0; end++) {
            left -= reply.counts()[end] ? 1 : 0;
        }
        return new TokenReply(Arrays.copyOf(reply.ids(), end), Arrays.copyOf(reply.counts(), end));
    }

    private static int length(TokenGroup pair, int side) {
        return pair.replies().get(side).countedTokens();
    }
}
