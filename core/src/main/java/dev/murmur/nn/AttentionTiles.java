package dev.murmur.nn;

import dev.murmur.tensor.Device;
import dev.murmur.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// The segments of an [AttentionPlan] laid side by side.
///
/// Linear layers run over packed tokens without any padding. Only inside attention are segments of
/// similar shape laid side by side in rectangular [Tile]s; a tile is closed when the padding would
/// exceed a quarter of its work.
///
/// @param tiles in the order in which their outputs are concatenated
/// @param restore for each packed token its row among the concatenated tile outputs: `[tokens]`
record AttentionTiles(List<Tile> tiles, Tensor restore) {
    /// A tile may cost this many times the work of its segments.
    private static final double MAX_PADDING = 1.25;

    /// Query-key products of one tile at most, so that its score matrix stays in the tens of
    /// megabytes.
    private static final long MAX_TILE_COST = 4L << 20;

    /// Segments side by side, queries and keys padded on the right of their own part.
    ///
    /// @param segments one a row
    /// @param queries packed token of each query slot: `[rows * querySlots]`
    /// @param keys packed token of each key slot, context first: `[rows * keySlots]`
    /// @param mask 0 where a query may look, minus infinity elsewhere: `[rows, 1, querySlots,
    ///   keySlots]`; null where plain causal attention does it
    record Tile(
            List<Segment> segments,
            Tensor queries,
            Tensor keys,
            @Nullable Tensor mask,
            int querySlots,
            int keySlots) {
        int rows() {
            return segments.size();
        }

        Tile to(Device device) {
            return new Tile(
                    segments,
                    device.take(queries, ScalarType.Long),
                    device.take(keys, ScalarType.Long),
                    mask == null ? null : device.take(mask, ScalarType.Float),
                    querySlots,
                    keySlots);
        }
    }

    /// The same on another device.
    AttentionTiles to(Device device) {
        return new AttentionTiles(
                tiles.stream().map(tile -> tile.to(device)).toList(),
                device.take(restore, ScalarType.Long));
    }

    /// Made on the CPU.
    ///
    /// @param window how many tokens a token sees, itself included
    static AttentionTiles of(AttentionPlan plan, int window) {
        var sorted = new ArrayList<>(plan.segments());
        sorted.sort(
                Comparator.comparing((Segment s) -> s.contextLength() > 0)
                        .thenComparingInt(Segment::length)
                        .thenComparingInt(Segment::contextLength)
                        .thenComparingInt(Segment::start));
        var tiles = new ArrayList<Tile>();
        var restore = new int[plan.tokens()];
        int rowsBefore = 0;
        for (int from = 0; from < sorted.size(); ) {
            int to = endOfTile(sorted, from);
            Tile tile = tile(List.copyOf(sorted.subList(from, to)), window);
            for (int row = 0; row < tile.rows(); row++) {
                Segment s = sorted.get(from + row);
                for (int i = 0; i < s.length(); i++) {
                    restore[s.start() + i] = rowsBefore + row * tile.querySlots() + i;
                }
            }
            rowsBefore += tile.rows() * tile.querySlots();
            tiles.add(tile);
            from = to;
        }
        return new AttentionTiles(List.copyOf(tiles), Tensors.longs(restore));
    }

    private static int endOfTile(List<Segment> sorted, int from) {
        boolean hasContext = sorted.get(from).contextLength() > 0;
        long work = 0;
        int queries = 0;
        int context = 0;
        int to = from;
        while (to < sorted.size()) {
            Segment s = sorted.get(to);
            queries = Math.max(queries, s.length());
            context = Math.max(context, s.contextLength());
            work += s.cost();
            long padded = (long) (to - from + 1) * queries * (context + queries);
            boolean fits = padded <= MAX_PADDING * work && padded <= MAX_TILE_COST;
            if (to > from && (!fits || hasContext != s.contextLength() > 0)) {
                break;
            }
            to++;
        }
        return to;
    }

    private static Tile tile(List<Segment> segments, int window) {
        int rows = segments.size();
        int querySlots = segments.stream().mapToInt(Segment::length).max().orElseThrow();
        int contextSlots = segments.stream().mapToInt(Segment::contextLength).max().orElseThrow();
        int keySlots = contextSlots + querySlots;
        var queries = new int[rows * querySlots];
        var keys = new int[rows * keySlots];
        for (int row = 0; row < rows; row++) {
            Segment s = segments.get(row);
            for (int c = 0; c < contextSlots; c++) {
                // A padded slot points at some real token: it is masked (context) or never looked
                // at (own part).
                keys[row * keySlots + c] =
                        s.contextStart() + Math.min(c, Math.max(0, s.contextLength() - 1));
            }
            for (int i = 0; i < querySlots; i++) {
                int token = s.start() + Math.min(i, s.length() - 1);
                queries[row * querySlots + i] = token;
                keys[row * keySlots + contextSlots + i] = token;
            }
        }
        boolean causal = contextSlots == 0 && querySlots <= window;
        Tensor mask = causal ? null : maskOf(segments, querySlots, contextSlots, window);
        return new Tile(
                segments, Tensors.longs(queries), Tensors.longs(keys), mask, querySlots, keySlots);
    }

    /// Every query sees at least itself, so no row of scores is all minus infinity, not even a
    /// padded one.
    private static Tensor maskOf(
            List<Segment> segments, int querySlots, int contextSlots, int window) {
        int keySlots = contextSlots + querySlots;
        var mask = new float[segments.size() * querySlots * keySlots];
        Arrays.fill(mask, Float.NEGATIVE_INFINITY);
        int row = 0;
        for (Segment s : segments) {
            for (int q = 0; q < querySlots; q++) {
                int position = s.contextLength() + q;
                int first = Math.max(0, position - window + 1);
                int own = Math.max(0, first - s.contextLength());
                if (first < s.contextLength()) {
                    Arrays.fill(mask, row + first, row + s.contextLength(), 0f);
                }
                Arrays.fill(mask, row + contextSlots + own, row + contextSlots + q + 1, 0f);
                row += keySlots;
            }
        }
        return Tensors.floats(mask).view(segments.size(), 1, querySlots, keySlots);
    }
}
