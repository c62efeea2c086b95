package dev.murmur.model;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.nn.AttentionPlan;
import dev.murmur.nn.Segment;
import dev.murmur.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Prompt groups packed for one forward pass: each prompt once, then its replies, no padding
/// between them.
///
/// A group with a single reply needs no sharing, so its prompt and reply form one causal segment.
///
/// Made on the CPU; a model takes it to its weights.
///
/// @param tokens ids: `[tokens]`
/// @param positions of each token in its own sequence, prompt included: `[tokens]`
/// @param plan which tokens attend to which
/// @param predictors for each target the packed token whose hidden state predicts it: `[targets]`
/// @param targets ids of the reply tokens that count, reply after reply: `[targets]`
/// @param replyOfTarget which reply a target belongs to: `[targets]`
/// @param scoredTokens packed index of the token that each reply is scored at: `[replies]`
/// @param targetsPerReply how many targets each reply has, in order over all groups
/// @param repliesPerGroup how many replies each group has
public record GroupBatch(
        Tensor tokens,
        Tensor positions,
        AttentionPlan plan,
        Tensor predictors,
        Tensor targets,
        Tensor replyOfTarget,
        Tensor scoredTokens,
        int[] targetsPerReply,
        int[] repliesPerGroup) {

    /// Packs groups, in order, to be scored at each reply's last token. The tensors belong to the
    /// current scope.
    public static GroupBatch of(List<TokenGroup> groups) {
        return of(groups, ScorePosition.LAST);
    }

    /// Packs groups, in order. The tensors belong to the current scope.
    public static GroupBatch of(List<TokenGroup> groups, ScorePosition scored) {
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("a batch needs at least one group");
        }
        var packer = new Packer(scored);
        groups.forEach(packer::add);
        return packer.batch(groups.stream().mapToInt(g -> g.replies().size()).toArray());
    }

    /// The same where a model's weights are, by one of these.
    GroupBatch beside(Tensor weight) {
        Device device = weight.device();
        return weight.is_cpu()
                ? this
                : new GroupBatch(
                        tokens.to(device, ScalarType.Long),
                        positions.to(device, ScalarType.Long),
                        plan,
                        predictors.to(device, ScalarType.Long),
                        targets.to(device, ScalarType.Long),
                        replyOfTarget.to(device, ScalarType.Long),
                        scoredTokens.to(device, ScalarType.Long),
                        targetsPerReply,
                        repliesPerGroup);
    }

    public int replies() {
        return targetsPerReply.length;
    }

    private static final class Packer {
        private final ScorePosition scored;
        private final IntStream.Builder ids = IntStream.builder();
        private final IntStream.Builder positions = IntStream.builder();
        private final IntStream.Builder predictors = IntStream.builder();
        private final IntStream.Builder targets = IntStream.builder();
        private final IntStream.Builder replyOfTarget = IntStream.builder();
        private final IntStream.Builder scoredTokens = IntStream.builder();
        private final IntStream.Builder targetsPerReply = IntStream.builder();
        private final List<Segment> segments = new ArrayList<>();
        private int size;
        private int replies;

        Packer(ScorePosition scored) {
            this.scored = scored;
        }

        void add(TokenGroup group) {
            int promptStart = size;
            int promptLength = group.prompt().length;
            boolean single = group.replies().size() == 1;
            for (int i = 0; i < promptLength; i++) {
                push(group.prompt()[i], i);
            }
            if (!single) {
                segments.add(new Segment(promptStart, promptLength, 0, 0));
            }
            for (TokenReply reply : group.replies()) {
                int start = size;
                int at = scored.of(group, reply);
                scoredTokens.add(at < promptLength ? promptStart + at : start + at - promptLength);
                addReply(reply, promptStart + promptLength - 1, promptLength);
                segments.add(
                        single
                                ? new Segment(promptStart, size - promptStart, 0, 0)
                                : new Segment(start, size - start, promptStart, promptLength));
            }
        }

        private void addReply(TokenReply reply, int lastOfPrompt, int promptLength) {
            int counted = 0;
            for (int i = 0; i < reply.ids().length; i++) {
                if (reply.counts()[i]) {
                    predictors.add(i == 0 ? lastOfPrompt : size - 1);
                    targets.add(reply.ids()[i]);
                    replyOfTarget.add(replies);
                    counted++;
                }
                push(reply.ids()[i], promptLength + i);
            }
            targetsPerReply.add(counted);
            replies++;
        }

        private void push(int id, int position) {
            ids.add(id);
            positions.add(position);
            size++;
        }

        GroupBatch batch(int[] repliesPerGroup) {
            return new GroupBatch(
                    tensor(ids),
                    tensor(positions),
                    new AttentionPlan(segments, size),
                    tensor(predictors),
                    tensor(targets),
                    tensor(replyOfTarget),
                    tensor(scoredTokens),
                    targetsPerReply.build().toArray(),
                    repliesPerGroup);
        }

        private static Tensor tensor(IntStream.Builder values) {
            return Tensors.longs(values.build().toArray());
        }
    }
}
