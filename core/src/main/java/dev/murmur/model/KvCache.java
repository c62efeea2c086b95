package dev.murmur.model;

import dev.murmur.nn.AttentionPlan;
import dev.murmur.nn.MergedAttention;
import dev.murmur.nn.SoftCap;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Keys and values of prompts, held once a prompt, and of the replies that grow from them.
///
/// A batch has `groups` prompts and `slots` replies each. A step attends from all slots of a group
/// to the group's prompt at once, so the prompt's keys are neither copied nor read once per reply
/// (the idea of Hydragen, Juravsky et al. 2024, arXiv 2402.05099). The reply's own keys are
/// attended to apart, and the two results are merged as if they had shared one softmax. Where
/// prompts of one length have a reply each, it continues the prompt's own buffer instead.
///
/// Owns its buffers; used under inference mode.
public final class KvCache implements AutoCloseable {
    private static final int FIRST_CAPACITY = 16;

    private final DecoderConfig config;
    private final Scalar scale;
    private final @Nullable SoftCap cap;
    private final Tensor[] promptKeys; // per layer [groups, kvHeads, prompt, headDim], or none
    private final Tensor[] promptValues;
    private final int held; // tokens of the prompt in the buffer of its reply, all or none
    private final Tensor[] keys; // per layer [groups * slots, kvHeads, held + capacity, headDim]
    private final Tensor[] values;
    private Tensor promptMask; // [groups, 1, 1, prompt]
    private Tensor promptAge; // [groups, 1, 1, prompt]
    private int[] promptLengths; // [groups]
    private int slots;
    private int capacity = FIRST_CAPACITY;
    private int length;

    /// @param promptLengths tokens of each prompt
    /// @param slots replies that will grow from each prompt
    /// @param promptKeys per layer `[groups, kvHeads, longest prompt, headDim]`, from [#owned];
    ///   anything beyond a prompt's length is masked
    /// @param promptValues likewise
    KvCache(
            DecoderConfig config,
            int[] promptLengths,
            int slots,
            Tensor[] promptKeys,
            Tensor[] promptValues) {
        this.config = config;
        this.scale = new Scalar(config.scores().scale());
        this.cap = config.scores().cap();
        scale.retainReference();
        this.promptLengths = promptLengths.clone();
        this.slots = slots;
        this.held = slots == 1 ? commonLength(promptLengths) : 0;
        this.promptKeys = held > 0 ? new Tensor[0] : promptKeys;
        this.promptValues = held > 0 ? new Tensor[0] : promptValues;
        this.promptAge = owned(age(promptLengths).to(promptKeys[0].device(), ScalarType.Float));
        this.promptMask = owned(hidden(promptAge.le(Tensors.ZERO)));
        this.keys = new Tensor[promptKeys.length];
        this.values = new Tensor[promptKeys.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = owned(first(promptKeys[i]));
            values[i] = owned(first(promptValues[i]));
        }
    }

    /// @return 0 if lengths differ
    private static int commonLength(int[] lengths) {
        return Arrays.stream(lengths).distinct().count() == 1 ? lengths[0] : 0;
    }

    /// A buffer for replies, which takes the prompt in if it is to hold it.
    private Tensor first(Tensor prompt) {
        Tensor buffer = buffer(prompt);
        if (held > 0) {
            buffer.narrow(2, 0, held).copy_(prompt);
            prompt.releaseReference();
        }
        return buffer;
    }

    public int groups() {
        return promptLengths.length;
    }

    public int slots() {
        return slots;
    }

    /// Reply tokens held so far.
    public int length() {
        return length;
    }

    /// Replies that grow.
    public int rows() {
        return groups() * slots;
    }

    /// The position of the next token of every row.
    IntStream positions() {
        return Arrays.stream(promptLengths)
                .flatMap(prompt -> IntStream.generate(() -> prompt + length).limit(slots));
    }

    /// Stores one token's keys and values and attends to everything so far.
    ///
    /// @param q `[groups * slots, heads, headDim]`
    /// @param k `[groups * slots, kvHeads, headDim]`
    /// @param v likewise
    /// @return `[groups * slots, heads * headDim]`
    Tensor attend(int layer, Tensor q, Tensor k, Tensor v) {
        keys[layer].narrow(2, held + length, 1).copy_(k.unsqueeze(2));
        values[layer].narrow(2, held + length, 1).copy_(v.unsqueeze(2));
        long kvHeads = config.kvHeads();
        long shared = config.heads() / kvHeads; // query heads per key head
        Tensor rowQueries = q.view(rows(), kvHeads, shared, config.headDim());
        Tensor attended = // [rows, kvHeads, shared, headDim]
                merges(layer, q) ? merged(layer, rowQueries) : joint(layer, rowQueries);
        return attended.reshape(rows(), (long) config.heads() * config.headDim());
    }

    /// Whether the kernel for attention, which is the CPU's, does all that the layer asks for, and
    /// fast: it is slow in bfloat16.
    private boolean merges(int layer, Tensor q) {
        return q.is_cpu()
                && cap == null
                && config.window(layer) == AttentionPlan.UNLIMITED
                && q.scalar_type().intern() == ScalarType.Float;
    }

    /// Prompt and reply apart, then as if with one softmax.
    private Tensor merged(int layer, Tensor queries) {
        double scale = config.scores().scale();
        var reply =
                MergedAttention.of(
                        queries,
                        keys[layer].narrow(2, 0, held + length + 1L),
                        values[layer].narrow(2, 0, held + length + 1L),
                        null,
                        scale); // [rows, kvHeads, shared, headDim]
        if (held > 0) {
            return reply.output();
        }
        var prompt =
                MergedAttention.of(
                        byGroup(queries),
                        promptKeys[layer],
                        promptValues[layer],
                        promptMask,
                        scale); // [groups, kvHeads, slots * shared, headDim]
        return new MergedAttention(
                        byRow(prompt.output()), byRow(prompt.logSum().unsqueeze(3)).squeeze(3))
                .with(reply);
    }

    /// Scores of prompt and reply in one softmax.
    private Tensor joint(int layer, Tensor queries) {
        Tensor promptKeys = held > 0 ? keys[layer].narrow(2, 0, held) : this.promptKeys[layer];
        Tensor promptValues =
                held > 0 ? values[layer].narrow(2, 0, held) : this.promptValues[layer];
        long prompt = promptKeys.size(2);
        int window = config.window(layer);
        int from = Math.max(0, length + 1 - window);
        int reply = length + 1 - from;

        Tensor scaled = queries.mul(scale);
        Tensor promptScores =
                capped(byGroup(scaled).matmul(promptKeys.transpose(2, 3)))
                        .add(maskOf(window)); // [groups, kvHeads, slots * shared, prompt]
        Tensor replyScores =
                capped(
                        scaled.matmul(
                                keys[layer]
                                        .narrow(2, held + from, reply)
                                        .transpose(2, 3))); // [rows, kvHeads, shared, reply]
        Tensor weights =
                torch.cat(new TensorVector(byRow(promptScores), replyScores), 3)
                        .to(ScalarType.Float)
                        .softmax(3)
                        .to(queries.scalar_type()); // [rows, kvHeads, shared, prompt + reply]
        Tensor fromPrompt =
                byGroup(weights.narrow(3, 0, prompt))
                        .matmul(promptValues); // [groups, kvHeads, slots * shared, headDim]
        Tensor fromReply =
                weights.narrow(3, prompt, reply)
                        .matmul(
                                values[layer].narrow(
                                        2, held + from, reply)); // [rows, kvHeads, shared, headDim]
        return byRow(fromPrompt).add(fromReply);
    }

    private Tensor capped(Tensor scores) {
        return cap == null ? scores : cap.apply(scores.to(ScalarType.Float));
    }

    /// What hides the part of each prompt that the token at hand does not see: `[groups, 1, 1,
    /// prompt]`.
    private Tensor maskOf(int window) {
        int oldest = window - length; // age at which a prompt's token drops out of the window
        return oldest > promptAge.size(3)
                ? promptMask
                : hidden(promptAge.le(Tensors.ZERO).logical_or(promptAge.ge(new Scalar(oldest))));
    }

    /// `[groups * slots, kvHeads, shared, x]` to `[groups, kvHeads, slots * shared, x]`.
    private Tensor byGroup(Tensor rows) {
        return rows.reshape(groups(), slots, rows.size(1), rows.size(2), rows.size(3))
                .transpose(1, 2)
                .reshape(groups(), rows.size(1), slots * rows.size(2), rows.size(3));
    }

    /// The inverse of [#byGroup].
    private Tensor byRow(Tensor groups) {
        long shared = groups.size(2) / slots;
        return groups.reshape(groups(), groups.size(1), slots, shared, groups.size(3))
                .transpose(1, 2)
                .reshape(rows(), groups.size(1), shared, groups.size(3));
    }

    /// Ends a step: the token stored in every layer now counts.
    void advance() {
        length++;
        if (length == capacity) {
            grow();
        }
    }

    private void grow() {
        try (var _ = new TensorScope()) {
            capacity *= 2;
            for (int i = 0; i < keys.length; i++) {
                keys[i] = replace(keys[i], grown(keys[i]));
                values[i] = replace(values[i], grown(values[i]));
            }
        }
    }

    private Tensor grown(Tensor old) {
        Tensor wider = buffer(old);
        wider.narrow(2, 0, held + length).copy_(old.narrow(2, 0, held + length));
        return wider;
    }

    /// Keeps some groups and, within each, some slots: the way finished replies leave the batch.
    ///
    /// @param groupsKept indices of groups, ascending
    /// @param slotsKept for each kept group its slots, all of the same number (a finished slot may
    ///   fill up a short list)
    public void keep(int[] groupsKept, int[][] slotsKept) {
        int newSlots = slotsKept[0].length;
        var rows = new int[groupsKept.length * newSlots];
        for (int g = 0; g < groupsKept.length; g++) {
            if (slotsKept[g].length != newSlots) {
                throw new IllegalArgumentException(
                        "every kept group needs "
                                + newSlots
                                + " slots, not "
                                + slotsKept[g].length);
            }
            for (int s = 0; s < newSlots; s++) {
                rows[g * newSlots + s] = groupsKept[g] * slots + slotsKept[g][s];
            }
        }
        try (var _ = new TensorScope()) {
            Tensor rowIndex = Tensors.indices(promptMask, rows);
            Tensor groupIndex = Tensors.indices(promptMask, groupsKept);
            boolean fewerGroups = groupsKept.length < groups();
            for (int i = 0; i < keys.length; i++) {
                keys[i] = replace(keys[i], keys[i].index_select(0, rowIndex));
                values[i] = replace(values[i], values[i].index_select(0, rowIndex));
                if (fewerGroups && held == 0) {
                    promptKeys[i] =
                            replace(promptKeys[i], promptKeys[i].index_select(0, groupIndex));
                    promptValues[i] =
                            replace(promptValues[i], promptValues[i].index_select(0, groupIndex));
                }
            }
            promptMask = replace(promptMask, promptMask.index_select(0, groupIndex));
            promptAge = replace(promptAge, promptAge.index_select(0, groupIndex));
        }
        promptLengths = Arrays.stream(groupsKept).map(g -> promptLengths[g]).toArray();
        slots = newSlots;
    }

    /// @param like in its type and where it is
    private Tensor buffer(Tensor like) {
        return like.new_empty(rows(), config.kvHeads(), held + capacity, config.headDim());
    }

    /// How far each token of a prompt lies behind the reply's first, 1 for the prompt's last; not
    /// positive beyond the prompt's end: `[groups, 1, 1, longest prompt]`.
    private static Tensor age(int[] promptLengths) {
        int longest = Arrays.stream(promptLengths).max().orElseThrow();
        var ages = new float[promptLengths.length * longest];
        for (int i = 0; i < ages.length; i++) {
            ages[i] = promptLengths[i / longest] - i % longest;
        }
        return Tensors.floats(ages).view(promptLengths.length, 1, 1, longest);
    }

    /// Minus infinity where true, else 0.
    private static Tensor hidden(Tensor where) {
        return where.to(ScalarType.Float).masked_fill(where, new Scalar(Double.NEGATIVE_INFINITY));
    }

    private static Tensor replace(Tensor old, Tensor fresh) {
        owned(fresh);
        old.releaseReference();
        return fresh;
    }

    /// A tensor that outlives the scope it was made in, to be freed by the cache it is given to.
    static Tensor owned(Tensor tensor) {
        tensor.retainReference();
        return tensor;
    }

    @Override
    public void close() {
        for (Tensor[] group : new Tensor[][] {promptKeys, promptValues, keys, values}) {
            Arrays.stream(group).forEach(Tensor::releaseReference);
        }
        promptMask.releaseReference();
        promptAge.releaseReference();
        scale.close();
    }
}
