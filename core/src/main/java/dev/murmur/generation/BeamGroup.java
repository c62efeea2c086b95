package dev.murmur.generation;

import dev.murmur.data.FinishReason;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The beams of one prompt: the open ones, and the best replies that are finished.
///
/// Step by step what `_beam_search` of transformers 5.18 does for one row of its batch, with its
/// float32 arithmetic, its `-1e9` for what may not be chosen and libtorch's `topk` for every
/// choice: so equal scores come out in its order too.
final class BeamGroup {
    private static final float EXCLUDED = -1e9f;

    private final BeamParams params;
    private final Set<Integer> stops;
    private final int[] parents;
    private @Nullable Node[] open;
    private float[] openScores; // log-probs
    private @Nullable Node[] finished; // null until there are that many
    private float[] finishedScores; // log-probs over length to the penalty, descending
    private int length;
    private boolean done;

    /// A reply from its end: beams share their beginnings.
    private record Node(@Nullable Node before, int token, int length) {}

    BeamGroup(BeamParams params, Set<Integer> stops) {
        this.params = params;
        this.stops = stops;
        this.parents = new int[params.beams()];
        this.open = new Node[params.beams()];
        this.openScores = new float[params.beams()];
        Arrays.fill(openScores, 1, params.beams(), EXCLUDED); // they are all the prompt: take one
        this.finished = new Node[params.beams()];
        this.finishedScores = new float[params.beams()];
        Arrays.fill(finishedScores, EXCLUDED);
    }

    /// How many continuations [#extend] wants: enough that, whichever of them end, there are as
    /// many that go on as there are beams.
    static int candidates(BeamParams params, Set<Integer> stops) {
        return Math.max(2, 1 + stops.size()) * params.beams();
    }

    boolean done() {
        return done;
    }

    /// Log-probs of the open beams: `[beams]`.
    float[] openScores() {
        return openScores;
    }

    /// Which open beam of the step before each open beam grew from.
    int[] parents() {
        return parents;
    }

    /// The newest token of an open beam.
    int token(int beam) {
        Node node = open[beam];
        if (node == null) {
            throw new IllegalStateException("beam " + beam + " has no token yet");
        }
        return node.token;
    }

    /// Takes one more token a beam.
    ///
    /// @param scores log-probs of the best continuations of all open beams, descending
    /// @param picks as many: `beam * vocab + token`
    void extend(float[] scores, int[] picks, int vocab) {
        length++;
        var nodes = new Node[picks.length];
        var ends = new boolean[picks.length];
        for (int i = 0; i < picks.length; i++) {
            nodes[i] = new Node(open[picks[i] / vocab], picks[i] % vocab, length);
            ends[i] = length == params.maxNewTokens() || stops.contains(nodes[i].token);
        }
        finish(nodes, scores, ends);
        goOn(nodes, scores, ends, picks, vocab);
        done = allOf(ends) || !improvable() || (full() && stopsWhenFull());
    }

    /// Of those that end, the ones among the first `beams` compete with the finished replies.
    private void finish(Node[] nodes, float[] scores, boolean[] ends) {
        int beams = params.beams();
        @Nullable Node[] replies = Arrays.copyOf(finished, beams + nodes.length);
        float[] values = Arrays.copyOf(finishedScores, beams + nodes.length);
        float divisor = divisor(length);
        for (int i = 0; i < nodes.length; i++) {
            boolean ended = ends[i] && i < beams;
            replies[beams + i] = ended ? nodes[i] : null;
            values[beams + i] = scores[i] / divisor + (ended ? 0 : EXCLUDED);
        }
        int[] best = top(values, beams);
        for (int i = 0; i < beams; i++) {
            finished[i] = replies[best[i]];
            finishedScores[i] = values[best[i]];
        }
    }

    private void goOn(Node[] nodes, float[] scores, boolean[] ends, int[] picks, int vocab) {
        var values = new float[nodes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = scores[i] + (ends[i] ? EXCLUDED : 0);
        }
        int[] best = top(values, params.beams());
        for (int i = 0; i < best.length; i++) {
            open[i] = nodes[best[i]];
            openScores[i] = values[best[i]];
            parents[i] = picks[best[i]] / vocab;
        }
    }

    private boolean improvable() {
        boolean anyLength =
                params.earlyStopping() == EarlyStopping.NEVER && params.lengthPenalty() > 0;
        float best = openScores[0] / divisor(anyLength ? params.maxNewTokens() : length);
        return best > (full() ? finishedScores[params.beams() - 1] : EXCLUDED);
    }

    private boolean full() {
        return Arrays.stream(finished).noneMatch(node -> node == null);
    }

    private boolean stopsWhenFull() {
        return params.earlyStopping() == EarlyStopping.FULL;
    }

    private float divisor(int tokens) {
        return (float) Math.pow(tokens, params.lengthPenalty());
    }

    private static boolean allOf(boolean[] values) {
        for (boolean value : values) {
            if (!value) {
                return false;
            }
        }
        return true;
    }

    private static int[] top(float[] values, int k) {
        try (var _ = new TensorScope()) {
            return Arrays.stream(Tensors.toLongs(Tensors.floats(values).topk(k).get1()))
                    .mapToInt(Math::toIntExact)
                    .toArray();
        }
    }

    /// The best finished replies, at most as many as were asked for; call when [#done].
    List<Beam> result() {
        var beams = new ArrayList<Beam>();
        for (int i = 0; i < params.beams() && beams.size() < params.n(); i++) {
            Node node = finished[i];
            if (node != null) {
                beams.add(beam(node, finishedScores[i]));
            }
        }
        return beams;
    }

    private Beam beam(Node last, float score) {
        var ids = new int[last.length];
        for (Node node = last; node != null; node = node.before) {
            ids[node.length - 1] = node.token;
        }
        boolean stopped = stops.contains(last.token);
        return new Beam(ids, score, stopped ? FinishReason.STOP : FinishReason.LENGTH);
    }
}
