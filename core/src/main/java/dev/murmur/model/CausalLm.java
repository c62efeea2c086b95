package dev.murmur.model;

import dev.murmur.nn.Compute;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Threads;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// A language model: a trunk and a head over the vocabulary. Owns its weights, or its adapter, or
/// both.
public final class CausalLm implements TrainableModel, StepwiseModel {
    private final Backbone backbone;
    private final Decoder trunk;
    private final LanguageModelHead head;
    private final int workers;
    private final @Nullable LoraAdapter adapter;
    private final boolean ownsWeights;

    private CausalLm(Backbone backbone, @Nullable LoraAdapter adapter, boolean ownsWeights) {
        this.backbone = backbone;
        this.adapter = adapter;
        this.ownsWeights = ownsWeights;
        this.trunk = backbone.trunk();
        DecoderConfig config = backbone.config();
        Parameters parameters = backbone.parameters();
        this.head =
                new LanguageModelHead(
                        config.tiedHead()
                                ? trunk.embedding()
                                : parameters.get(
                                        "lm_head.weight", config.vocabSize(), config.hiddenSize()),
                        config.architecture().logitCap());
        this.workers = backbone.workers();
    }

    /// Finds out without reading the weights whether a folder's model would open.
    ///
    /// @throws CheckpointException if not
    public static void check(Path folder) {
        open(ModelFolder.open(folder), Parameters.mapped(folder)).close();
    }

    /// Opens a model for sampling and scoring; its weights stay in the files where possible.
    public static CausalLm frozen(Path folder, Dtype dtype) {
        return open(ModelFolder.open(folder), Parameters.frozen(folder, dtype));
    }

    /// Opens a model to train all of it, with weights of its own that require gradients.
    public static CausalLm trainable(Path folder, Dtype dtype) {
        return trainable(folder, Tuning.full(dtype, 0));
    }

    /// Opens a model for training.
    ///
    /// @throws CheckpointException if it does not load, or an adapter's targets match none of its
    ///   layers
    public static CausalLm trainable(Path folder, Tuning tuning) {
        ModelFolder opened = ModelFolder.open(folder);
        if (tuning.lora().isEmpty()) {
            return open(
                    opened,
                    Parameters.trainable(folder, tuning.dtype(), tuning.seed()),
                    tuning.recompute());
        }
        CausalLm base = open(opened, Parameters.frozen(folder, tuning.dtype()), tuning.recompute());
        try {
            return base.adapted(LoraAdapter.fresh(tuning.lora().get(), tuning.seed()), true);
        } catch (RuntimeException e) {
            base.close();
            throw e;
        }
    }

    /// A model with new weights in the shape of a folder's `config.json`, as large as its
    /// `initializer_range` says.
    public static CausalLm random(Path folder, long seed) {
        ModelFolder opened = ModelFolder.open(folder);
        return open(opened, Parameters.random(seed, opened.initializerRange()));
    }

    /// This model with an adapter on: it shares the weights, which stay as they are and give the
    /// model with the adapter off. It owns the adapter, and is closed before this model.
    ///
    /// @throws CheckpointException if the adapter does not fit; it is closed then
    public CausalLm adapted(LoraAdapter added) {
        return adapted(added, false);
    }

    private CausalLm adapted(LoraAdapter added, boolean ownsWeights) {
        try {
            var model =
                    new CausalLm(backbone.with(added, backbone.parameters()), added, ownsWeights);
            added.requireFitted();
            return model;
        } catch (RuntimeException e) {
            added.close();
            throw e;
        }
    }

    /// A folder's weights as they lie there, for [#saveMerged].
    public static CausalLm stored(Path folder) {
        return open(ModelFolder.open(folder), Parameters.mapped(folder));
    }

    private static CausalLm open(ModelFolder folder, Parameters parameters) {
        return open(folder, parameters, false);
    }

    private static CausalLm open(ModelFolder folder, Parameters parameters, boolean recompute) {
        return Backbone.open(
                parameters,
                weights ->
                        new CausalLm(Backbone.of(folder, weights, weights, recompute), null, true));
    }

    @Override
    public DecoderConfig config() {
        return backbone.config();
    }

    /// How many batches to run side by side, see [Threads].
    public int workers() {
        return workers;
    }

    /// How many batches of replies to grow side by side, see [Threads].
    public int samplers() {
        return backbone.samplers();
    }

    /// How many threads an operation gets while a single batch of replies grows, see [Threads].
    public int stepThreads(int rows) {
        return Threads.forSteps(backbone.parameters().count(), rows);
    }

    @Override
    public boolean runsSideBySide() {
        return backbone.runsSideBySide();
    }

    @Override
    public Parameters parameters() {
        return adapter == null ? backbone.parameters() : adapter.parameters();
    }

    /// Log-probs of the counted reply tokens of a batch, each prompt computed once.
    public ReplyLogProbs replyLogProbs(GroupBatch batch) {
        GroupBatch here = backbone.beside(batch);
        HiddenStates all = backbone.hidden(here);
        Tensor hidden = torch.embedding(all.states(), here.predictors()); // [targets, hidden]
        return head.logProbs(hidden, here, all.backward());
    }

    /// Logits after every token of a packed batch, float32: `[tokens, vocab]`. For tests and short
    /// inputs: the whole matrix is held.
    public Tensor logits(GroupBatch batch) {
        return head.logits(hidden(batch));
    }

    /// Hidden states of a packed batch after the final norm: `[tokens, hidden]`, with gradient.
    public Tensor hidden(GroupBatch batch) {
        return trunk.hidden(backbone.beside(batch));
    }

    /// Logits that hidden states give, float32: `[rows, vocab]`.
    ///
    /// @param hidden after the final norm: `[rows, hidden]`
    public Tensor logits(Tensor hidden) {
        return head.logits(hidden);
    }

    @Override
    public Prefill prefill(List<int[]> prompts, int slots) {
        return steps().prefill(prompts, slots);
    }

    @Override
    public Tensor decode(List<KvCache> caches, int[] tokens) {
        return steps().decode(caches, tokens);
    }

    private Steps steps() {
        return new Steps(trunk, head::logits);
    }

    /// This model as it is now, for writing replies fast: with a copy of its matrices where that
    /// pays ([PackedLm#copies]) or `compute` asks for it.
    ///
    /// @return to be closed before this model
    public PackedLm packed(Compute compute) {
        return PackedLm.of(trunk, head, compute, backbone.parameters().count());
    }

    @Override
    public void save(Path target, Saving saving) {
        if (adapter == null) {
            saveWhole(target, new SavedWeights(backbone.parameters()), saving);
        } else {
            adapter.save(target, backbone.folder().path(), saving.card());
        }
    }

    /// Writes the whole model, what its adapter adds summed into the weights in float32.
    public void saveMerged(Path target, Saving saving) {
        saveWhole(target, merged(), saving);
    }

    @Override
    public void saveTrained(Path target, Saving saving) {
        if (adapter == null) {
            save(target, saving);
        } else {
            ModelFolder folder = backbone.folder();
            folder.save(
                    target,
                    merged(),
                    folder.causalLmConfig(),
                    saving,
                    made -> adapter.save(made.resolve(ADAPTER), folder.path(), saving.card()));
        }
    }

    private SavedWeights merged() {
        var weights = new SavedWeights(backbone.parameters());
        return adapter == null
                ? weights
                : weights.with(
                        (name, _) -> adapter.merged(name, backbone.parameters().exact(name)));
    }

    private void saveWhole(Path target, SavedWeights weights, Saving saving) {
        ModelFolder folder = backbone.folder();
        folder.save(target, weights, folder.causalLmConfig(), saving);
    }

    @Override
    public void close() {
        if (adapter != null) {
            adapter.close();
        }
        if (ownsWeights) {
            backbone.close();
        }
    }
}
