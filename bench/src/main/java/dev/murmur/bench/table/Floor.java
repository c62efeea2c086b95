package dev.murmur.bench.table;

/// The least work of a workload's step: each prompt computed once for all its replies, nothing
/// padded, nothing computed twice, the head on tokens that it is needed for, weights read once for
/// all that is computed together. Norms, activations and softmax are left out.
///
/// @param flops multiplications and additions
/// @param bytes that must come from memory, where the work needs few operations for each: weights
///   and cached keys and values when decoding, weights and optimiser when training
record Floor(double flops, double bytes) {
    /// A float32 weight, its gradient and two moments, all read and written, and the gradient set
    /// to zero.
    private static final double OPTIMISER_BYTES = 9 * Float.BYTES;

    /// Backward is twice forward.
    private static final double TRAINING = 3;

    static Floor of(Workload workload) {
        ModelSize size = workload.size();
        Shape shape = workload.shape();
        return switch (workload.task()) {
            case DPO, SFT -> training(size, shape, shape.replyTokens());
            case RANKING -> training(size, shape, 0);
            case SCORE -> new Floor(forward(size, shape, 0), 0);
            case SAMPLE -> decoding(workload, shape.prompts());
            case GREEDY -> decoding(workload, 1).times(shape.prompts());
            case ONLINE -> online(workload);
        };
    }

    /// Seconds at a machine's rates.
    double seconds(Rates rates, Precision precision) {
        return Math.max(flops / (1e9 * rates.gflops(precision)), bytes / (1e9 * rates.gigabytes()));
    }

    private static Floor training(ModelSize size, Shape shape, long headRows) {
        return new Floor(
                TRAINING * forward(size, shape, headRows),
                OPTIMISER_BYTES * (size.linear() + size.head()));
    }

    private static double forward(ModelSize size, Shape shape, long headRows) {
        double prompt = shape.prompt();
        double pairs = // of a query and a key
                shape.prompts() * prompt * (prompt + 1) / 2
                        + shape.lengths()
                                .asDoubleStream()
                                .map(r -> r * prompt + r * (r + 1) / 2)
                                .sum();
        return forward(size, (double) shape.groupTokens(), (double) headRows, pairs);
    }

    private static double forward(ModelSize size, double tokens, double headRows, double pairs) {
        return 2.0 * size.linear() * tokens
                + 2.0 * size.head() * headRows
                + 4.0 * size.hidden() * size.layers() * pairs;
    }

    /// @param prompts decoded together
    private static Floor decoding(Workload workload, int prompts) {
        ModelSize size = workload.size();
        Shape shape = workload.shape();
        double prompt = shape.prompt();
        double replies = prompts * shape.replies();
        double steps = shape.longest();
        double suffixes = steps * (steps + 1) / 2; // keys of its own that a reply reads, over steps
        double prefill =
                forward(size, prompts * prompt, prompts, prompts * prompt * (prompt + 1) / 2);
        double flops =
                forward(
                        size,
                        replies * steps,
                        replies * steps,
                        replies * (steps * prompt + suffixes));
        double element = workload.precision().bytes();
        double weights = steps * (size.linear() + size.head());
        double keys =
                2.0 * size.keys() * size.layers() * (prompts * prompt * steps + replies * suffixes);
        return new Floor(prefill + flops, element * (weights + keys));
    }

    private Floor times(int count) {
        return new Floor(flops * count, bytes * count);
    }

    /// Replies drawn and scored; of each prompt's a pair, in the reference's eyes and learnt from.
    private static Floor online(Workload workload) {
        Shape shape = workload.shape();
        ModelSize size = workload.size();
        var pairs = new Shape(shape.prompts(), shape.prompt(), 2, shape.longest(), shape.longest());
        Floor draws = decoding(workload, shape.prompts());
        double rest =
                forward(size, shape, 0)
                        + (1 + TRAINING) * forward(size, pairs, pairs.replyTokens());
        return new Floor(draws.flops + rest, draws.bytes);
    }
}
