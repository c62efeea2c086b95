package dev.murmur.model;

import dev.murmur.tensor.Dtype;
import java.nio.file.Path;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A trunk with one number for each reply: a reward model. Owns its weights.
///
/// It reads transformers' `ForSequenceClassification` with one label (`model.*`, `score.weight`)
/// and Starling's files (`transformer.*`, `v_head.weight`), and saves the former. The number is
/// read at the reply's last token, or where a [ScorePosition] says: where a reply ends is known
/// from its length, never found by looking for a padding id.
public final class ScalarModel implements TrainableModel {
    private final Backbone backbone;
    private final ScalarLayout layout;
    private final Tensor head; // [1, hidden]
    private final int workers;

    private ScalarModel(ModelFolder folder, Parameters parameters, ScalarLayout layout) {
        this.backbone = Backbone.of(folder, parameters, layout.over(parameters));
        this.layout = layout;
        this.head = parameters.getOrMake(layout.weight(), 1, folder.config().hiddenSize());
        this.workers = backbone.workers();
    }

    /// Finds out without reading the weights whether a folder's reward model would open.
    ///
    /// @throws CheckpointException if not, as for a language model, which has no head
    public static void check(Path folder) {
        open(folder, Parameters.mapped(folder), ScalarLayout::require).close();
    }

    /// The same for a model that training starts from, which need not have a head.
    ///
    /// @throws CheckpointException if it would not open
    public static void checkStart(Path folder) {
        open(folder, Parameters.mapped(folder), ScalarModel::headOrNew).close();
    }

    /// Opens a reward model for scoring.
    ///
    /// @throws CheckpointException if the folder has no head, as a language model has none
    public static ScalarModel frozen(Path folder, Dtype dtype) {
        return open(folder, Parameters.frozen(folder, dtype), ScalarLayout::require);
    }

    /// Opens a model for training; a head that the checkpoint does not have is made new.
    public static ScalarModel trainable(Path folder, Dtype dtype, long seed) {
        return open(folder, Parameters.trainable(folder, dtype, seed), ScalarModel::headOrNew);
    }

    private static ScalarModel open(
            Path folder, Parameters parameters, Function<Parameters, ScalarLayout> layout) {
        return Backbone.open(
                parameters,
                weights ->
                        new ScalarModel(ModelFolder.open(folder), weights, layout.apply(weights)));
    }

    private static ScalarLayout headOrNew(Parameters parameters) {
        return ScalarLayout.of(parameters).orElse(ScalarLayout.SEQUENCE_CLASSIFICATION);
    }

    public DecoderConfig config() {
        return backbone.config();
    }

    /// How many batches to run side by side, see [Threads].
    public int workers() {
        return workers;
    }

    @Override
    public Parameters parameters() {
        return backbone.parameters();
    }

    /// One score a reply, float32, with gradient: `[replies]`.
    public Tensor scores(GroupBatch batch) {
        Tensor scored =
                torch.embedding(
                        backbone.trunk().hidden(batch), batch.scoredTokens()); // [replies, hidden]
        return torch.linear(scored.to(ScalarType.Float), head.to(ScalarType.Float)).squeeze(1);
    }

    @Override
    public void save(Path target, Saving saving) {
        ModelFolder folder = backbone.folder();
        var weights = new SavedWeights(parameters()).renamed(layout::saved);
        folder.save(target, weights, folder.scalarConfig(), saving);
    }

    @Override
    public void close() {
        backbone.close();
    }
}
