package dev.murmur.generation;

import dev.murmur.data.FinishReason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One reply while it grows.
final class Lane {
    private final String promptId;
    private final int sample;
    private final SamplingParams params;
    private int[] ids = new int[16];
    private double[] logProbs = new double[16];
    private int length;
    private @Nullable FinishReason finish;

    Lane(String promptId, int sample, SamplingParams params) {
        this.promptId = promptId;
        this.sample = sample;
        this.params = params;
    }

    boolean growing() {
        return finish == null;
    }

    int lastToken() {
        return ids[length - 1];
    }

    /// Draws the next token.
    void extend(NextTokens next, int row, ReplyEnd end) {
        double uniform = TokenSampler.uniform(params.seed(), promptId, sample, length);
        if (length == ids.length) {
            ids = Arrays.copyOf(ids, 2 * length);
            logProbs = Arrays.copyOf(logProbs, 2 * length);
        }
        NextTokens.Draw draw = next.draw(row, uniform);
        ids[length] = draw.token();
        logProbs[length++] = draw.logProb();
        if (end.reached(ids, length)) {
            finish = FinishReason.STOP;
        } else if (length == params.maxNewTokens()) {
            finish = FinishReason.LENGTH;
        }
    }

    SampledTokens result() {
        if (finish == null) {
            throw new IllegalStateException("reply " + sample + " to " + promptId + " still grows");
        }
        return new SampledTokens(
                Arrays.copyOf(ids, length), Arrays.copyOf(logProbs, length), finish);
    }
}
