package dev.murmur.model;

import dev.murmur.nn.WeightGradients;
import dev.murmur.tensor.Dtype;
import java.nio.file.Path;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// A trunk with one number for each reply: a reward model. Owns its weights.
///
/// It reads transformers' `ForSequenceClassification` with one label (`model.*`, `score.weight`)
/// and Starling's files (`transformer.*`, `v_head.weight`), and saves the former. The number is
/// read at the reply's last token, or where a [ScorePosition] says: where a reply ends is known
/// from its length, never found by looking for a padding id.
public final class ScalarModel implements TrainableModel {
    private static final String HEAD = "score";

    private final Backbone backbone;
    private final ScalarLayout layout;
    private final Tensor head; // [1, hidden]
    private final int workers;
    private final @Nullable LoraAdapter adapter;

    private ScalarModel(
            Backbone backbone, ScalarLayout layout, Tensor head, @Nullable LoraAdapter adapter) {
        this.backbone = backbone;
        this.layout = layout;
        this.head = head;
        this.adapter = adapter;
        this.workers = backbone.workers();
    }

    /// Finds out without reading the weights whether a folder's reward model would open.
    ///
    /// @throws CheckpointException if not, as for a language model, which has no head
    public static void check(Path folder) {
        open(folder, Parameters.mapped(folder), ScalarLayout::require, false).close();
    }

    /// The same for a model that training starts from, which need not have a head.
    ///
    /// @throws CheckpointException if it would not open
    public static void checkStart(Path folder) {
        open(folder, Parameters.mapped(folder), ScalarModel::headOrNew, false).close();
    }

    /// Opens a reward model for scoring.
    ///
    /// @throws CheckpointException if the folder has no head, as a language model has none
    public static ScalarModel frozen(Path folder, Dtype dtype) {
        return open(folder, Parameters.frozen(folder, dtype), ScalarLayout::require, false);
    }

    /// Opens a model to train all of it; a head that the checkpoint does not have is made new.
    public static ScalarModel trainable(Path folder, Dtype dtype, long seed) {
        return trainable(folder, Tuning.full(dtype, seed));
    }

    /// Opens a model for training; a head that the checkpoint does not have is made new. Beside an
    /// adapter the head is trained whole.
    ///
    /// @throws CheckpointException if it does not load, or an adapter's targets match none of its
    ///   layers
    public static ScalarModel trainable(Path folder, Tuning tuning) {
        boolean full = tuning.lora().isEmpty();
        Parameters parameters =
                full
                        ? Parameters.trainable(folder, tuning.dtype(), tuning.seed())
                        : Parameters.frozen(folder, tuning.dtype(), tuning.seed());
        ScalarModel model = open(folder, parameters, ScalarModel::headOrNew, tuning.recompute());
        return full ? model : model.adapted(LoraAdapter.fresh(tuning.lora().get(), tuning.seed()));
    }

    /// The same model, which is handed over, with an adapter.
    private ScalarModel adapted(LoraAdapter added) {
        try {
            Backbone with = backbone.with(added, layout.over(backbone.parameters()));
            added.requireFitted();
            return new ScalarModel(with, layout, added.alsoTrain(HEAD, head), added);
        } catch (RuntimeException e) {
            added.close();
            close();
            throw e;
        }
    }

    private static ScalarModel open(
            Path folder,
            Parameters parameters,
            Function<Parameters, ScalarLayout> layoutOf,
            boolean recompute) {
        return Backbone.open(
                parameters,
                weights -> {
                    ModelFolder opened = ModelFolder.open(folder);
                    ScalarLayout layout = layoutOf.apply(weights);
                    var backbone = Backbone.of(opened, weights, layout.over(weights), recompute);
                    Tensor head =
                            weights.getOrMake(layout.weight(), 1, opened.config().hiddenSize());
                    return new ScalarModel(backbone, layout, head, null);
                });
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
    public boolean runsSideBySide() {
        return backbone.runsSideBySide();
    }

    @Override
    public Parameters parameters() {
        return adapter == null ? backbone.parameters() : adapter.parameters();
    }

    /// One score a reply, float32: `[replies]`.
    public Tensor scores(GroupBatch batch) {
        return replyScores(batch).values();
    }

    /// One score a reply, to be learnt from.
    public ReplyScores replyScores(GroupBatch batch) {
        GroupBatch here = backbone.beside(batch);
        return scoresAt(here, here.scoredTokens());
    }

    /// One score before each counted reply token, to be learnt from: a value model's, which knows
    /// what the policy knew when it chose the token.
    public ReplyScores tokenValues(GroupBatch batch) {
        GroupBatch here = backbone.beside(batch);
        return scoresAt(here, here.predictors());
    }

    /// @param batch beside the weights, as are the positions
    private ReplyScores scoresAt(GroupBatch batch, Tensor positions) {
        HiddenStates hidden = backbone.hidden(batch);
        Tensor scored = torch.embedding(hidden.states(), positions); // [scores, hidden]
        Tensor weight = WeightGradients.leaf(head);
        Tensor scores = torch.linear(scored.to(ScalarType.Float), weight.to(ScalarType.Float));
        return new ReplyScores(scores.squeeze(1), hidden.backward());
    }

    @Override
    public void save(Path target, Saving saving) {
        if (adapter == null) {
            saveTrained(target, saving);
        } else {
            adapter.save(target, backbone.folder().path(), saving.card());
        }
    }

    @Override
    public void saveTrained(Path target, Saving saving) {
        ModelFolder folder = backbone.folder();
        var weights = new SavedWeights(backbone.parameters()).renamed(layout::saved);
        LoraAdapter added = adapter;
        if (added == null) {
            folder.save(target, weights, folder.scalarConfig(), saving);
            return;
        }
        folder.save(
                target,
                weights.with((name, _) ->
                        added.merged(layout.saved(name), backbone.parameters().exact(name))),
                folder.scalarConfig(),
                saving,
                made -> added.save(made.resolve(ADAPTER), folder.path(), saving.card()));
    }

    @Override
    public void close() {
        if (adapter != null) {
            adapter.close();
        }
        backbone.close();
    }
}
