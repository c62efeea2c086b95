package dev.murmur.reward;

import dev.murmur.data.Candidates;
import dev.murmur.data.GroupEncoder;
import dev.murmur.data.Overlong;
import dev.murmur.data.TokenLimits;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.ModelFolder;
import dev.murmur.model.ScalarModel;
import dev.murmur.model.ScorePosition;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.tensor.Dtype;
import dev.murmur.text.ChatTemplate;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;

/// A trained reward model: one number, read at the reply's last token or where [Reading] says.
///
/// Prompts and replies come as text and are encoded with the reward model's own tokenizer and
/// template, whatever sampled them. The replies of a prompt share one computation of it. A reply
/// that was cut off gets no end-of-turn token, so the model sees that it does not end.
public final class ScalarReward implements RewardModel {
    /// Tokens of one forward pass: enough to keep the cores busy, little enough to stay in memory.
    public static final int MAX_TOKENS = 4096;

    private final Path folder;
    private final Tokenizer tokenizer;
    private final ScalarModel model;
    private final GroupEncoder encoder;
    private final LeftTruncation truncation;
    private final ReplyScorer scorer;

    private ScalarReward(
            ModelFolder folder,
            ChatTemplate template,
            Reading reading,
            Dtype dtype,
            Tokenizer tokenizer) {
        folder.requireVocabulary(tokenizer.vocabSize());
        int maxTokens = reading.maxTokens(folder);
        ScorePosition position = reading.scoreAt().in(folder);
        this.folder = folder.path();
        this.tokenizer = tokenizer;
        this.encoder = new GroupEncoder(tokenizer, template, limits(reading, maxTokens));
        this.truncation = new LeftTruncation(maxTokens, tokenizer.bos());
        this.model = ScalarModel.frozen(folder.path(), dtype);
        this.scorer = ReplyScorer.scores(model, position, MAX_TOKENS);
    }

    private static TokenLimits limits(Reading reading, int maxTokens) {
        return reading.truncateLeft().isPresent()
                ? TokenLimits.NONE
                : new TokenLimits(maxTokens, 0, Overlong.ERROR);
    }

    /// Opens a reward model's folder.
    ///
    /// @throws dev.murmur.model.CheckpointException if it is not a reward model that loads
    public static ScalarReward open(
            Path folder, ChatTemplate template, Reading reading, Dtype dtype) {
        ModelFolder files = ModelFolder.open(folder);
        Tokenizer tokenizer = Tokenizer.open(folder);
        try {
            return new ScalarReward(files, template, reading, dtype, tokenizer);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    @Override
    public String id() {
        return id(folder);
    }

    /// What the model of a folder is called.
    public static String id(Path folder) {
        return "scalar:" + folder;
    }

    /// @throws dev.murmur.data.DataException if a prompt and its reply are longer than the model
    ///   can place, and are not to be cut, or a score is not finite
    @Override
    public List<double[]> score(List<Candidates> batch, RunContext context) {
        List<Candidates> texts = Texts.of(batch);
        List<LeftTruncation.Piece> pieces =
                truncation.pieces(encoder.candidates(texts).requireAll());
        List<double[]> scores =
                scorer.score(
                        pieces.stream().map(LeftTruncation.Piece::group).toList(),
                        "score",
                        context);
        return Numbers.requireFinite(id(), batch, byReply(batch, pieces, scores));
    }

    private static List<double[]> byReply(
            List<Candidates> batch, List<LeftTruncation.Piece> pieces, List<double[]> scores) {
        List<double[]> byReply =
                batch.stream().map(row -> new double[row.replies().size()]).toList();
        for (int p = 0; p < pieces.size(); p++) {
            LeftTruncation.Piece piece = pieces.get(p);
            for (int r = 0; r < piece.replies().length; r++) {
                byReply.get(piece.row())[piece.replies()[r]] = scores.get(p)[r];
            }
        }
        return byReply;
    }

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }
}
