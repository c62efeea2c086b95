package dev.murmur.demo;

import java.util.List;

/// Every knob of the demo's world in one place.
///
/// @param topicsPerSource at most this many topics of each source
/// @param heldOutPhrasings of the ways to ask about a topic, how many no training file contains
/// @param statementsPerRow facts in one row of the pre-training file
/// @param askedStatements share of them that stand after a question that they answer
/// @param sizes rows of each file
/// @param writers who wrote the replies; a ranking has one of each
/// @param composer how they write
/// @param annotator how the rankings were made
/// @param vocabulary tokens, 256 bytes and the special ones included
/// @param decoder shape of the model
record WorldSettings(
        int topicsPerSource,
        int heldOutPhrasings,
        int statementsPerRow,
        double askedStatements,
        Sizes sizes,
        List<Writer> writers,
        ReplyComposer composer,
        Annotator annotator,
        int vocabulary,
        DecoderShape decoder) {
    /// Rows of each file.
    record Sizes(
            int pretrain,
            int conversations,
            int rankings,
            int heldOutRankings,
            int prompts,
            int heldOutPrompts) {}

    /// Shape of the Llama that the demo trains from scratch.
    ///
    /// @param initialStd standard deviation of its random weights; transformers' 0.02 suits wider
    ///   models and makes this narrow one learn late
    record DecoderShape(
            int hidden,
            int intermediate,
            int layers,
            int heads,
            int kvHeads,
            int positions,
            double initialStd) {}

    private static final List<Writer> WRITERS =
            List.of(
                    new Writer("concise-expert", 0.92, 0.90, 1.5),
                    new Writer("thorough-expert", 0.92, 0.90, 3.0),
                    new Writer("plain-teacher", 0.80, 0.75, 1.5),
                    new Writer("chatty-teacher", 0.80, 0.75, 3.0),
                    new Writer("hasty-student", 0.62, 0.60, 1.0),
                    new Writer("rambling-student", 0.62, 0.60, 3.0),
                    new Writer("careless-guesser", 0.45, 0.60, 2.0));

    private static final WorldSettings DEFAULT =
            new WorldSettings(
                    16,
                    6,
                    3,
                    0.8,
                    new Sizes(6000, 4000, 6000, 300, 1600, 768),
                    WRITERS,
                    new ReplyComposer(0.25, 0.2, 0.1, 0.05, 0.2),
                    new Annotator(3.0, 0.015, 0.4, 0.25),
                    1200,
                    new DecoderShape(128, 352, 4, 4, 2, 256, 0.06));

    private static final WorldSettings SMOKE =
            new WorldSettings(
                    6,
                    3,
                    3,
                    0.8,
                    new Sizes(1500, 1200, 400, 100, 240, 64),
                    WRITERS,
                    DEFAULT.composer(),
                    DEFAULT.annotator(),
                    800,
                    DEFAULT.decoder());

    static WorldSettings of(DemoSize size) {
        return switch (size) {
            case SMOKE -> SMOKE;
            case DEFAULT -> DEFAULT;
        };
    }
}
