package dev.murmur.model;

import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Threads;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A trunk with one number for each reply, read at the reply's last real token: a reward model.
/// Owns its weights.
///
/// In files it is transformers' `LlamaForSequenceClassification` with one label (`score.weight`).
/// Where a reply ends is known from its length, never found by looking for a padding id.
public final class ScalarModel implements TrainableModel {
    private static final String HEAD = "score.weight";

    private final ModelFolder folder;
    private final Parameters parameters;
    private final Decoder trunk;
    private final int workers;
    private final Tensor head; // [1, hidden]

    private ScalarModel(ModelFolder folder, Parameters parameters, boolean newHead) {
        this.folder = folder;
        this.parameters = parameters;
        this.trunk = new Decoder(folder.config(), parameters);
        int hidden = folder.config().hiddenSize();
        this.head =
                newHead ? parameters.getOrMake(HEAD, 1, hidden) : parameters.get(HEAD, 1, hidden);
        this.workers = Threads.forModel(parameters.count());
    }

    /// Finds out without reading the weights whether a folder's reward model would open.
    ///
    /// @throws CheckpointException if not, as for a language model, which has no `score.weight`
    public static void check(Path folder) {
        open(folder, Parameters.mapped(folder), false).close();
    }

    /// The same for a model that training starts from, which need not have a head.
    ///
    /// @throws CheckpointException if it would not open
    public static void checkStart(Path folder) {
        open(folder, Parameters.mapped(folder), true).close();
    }

    /// Opens a reward model for scoring.
    ///
    /// @throws CheckpointException if the folder has no `score.weight`, as a language model has
    ///   none
    public static ScalarModel frozen(Path folder, Dtype dtype) {
        return open(folder, Parameters.frozen(folder, dtype), false);
    }

    /// Opens a model for training; a head that the checkpoint does not have is made new.
    public static ScalarModel trainable(Path folder, Dtype dtype, long seed) {
        return open(folder, Parameters.trainable(folder, dtype, seed), true);
    }

    private static ScalarModel open(Path folder, Parameters parameters, boolean newHead) {
        try {
            return new ScalarModel(ModelFolder.open(folder), parameters, newHead);
        } catch (RuntimeException e) {
            parameters.close();
            throw e;
        }
    }

    public DecoderConfig config() {
        return trunk.config();
    }

    /// How many batches to run side by side, see [Threads].
    public int workers() {
        return workers;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    /// One score a reply, float32, with gradient: `[replies]`.
    public Tensor scores(GroupBatch batch) {
        Tensor last = torch.embedding(trunk.hidden(batch), batch.lastTokens()); // [replies, hidden]
        return torch.linear(last.to(ScalarType.Float), head.to(ScalarType.Float)).squeeze(1);
    }

    @Override
    public void save(Path target, String card) {
        folder.save(target, parameters.all(), folder.scalarConfig(), card);
    }

    @Override
    public void close() {
        parameters.close();
    }
}
