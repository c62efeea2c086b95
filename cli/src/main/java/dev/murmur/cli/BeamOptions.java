package dev.murmur.cli;

import dev.murmur.generation.BeamParams;
import dev.murmur.generation.EarlyStopping;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/// Beam search instead of sampling.
final class BeamOptions {
    /// What only makes sense where something is drawn.
    private static final List<String> SAMPLING =
            List.of("--temperature", "--top-p", "--top-k", "--min-p", "--seed", "--best-of");

    private static final List<String> ONLY_BEAMS = List.of("--length-penalty", "--early-stopping");

    @Option(
            names = "--beams",
            paramLabel = "N",
            description = {
                "Search for the likeliest replies with N beams instead of sampling; -n of them are"
                        + " returned, best first."
            })
    private @Nullable Integer beams;

    @Option(
            names = "--length-penalty",
            paramLabel = "P",
            defaultValue = "1",
            description =
                    "Of beams: a reply's log-prob is divided by its tokens to this power. Default: 1.")
    private double lengthPenalty;

    @Option(
            names = "--early-stopping",
            paramLabel = "WHEN",
            defaultValue = "heuristic",
            description =
                    "Of beams: heuristic, full or never, which are False, True and never of Hugging"
                            + " Face. Default: heuristic.")
    private EarlyStopping earlyStopping = EarlyStopping.HEURISTIC;

    /// @param given what the command line held
    /// @return empty if replies are sampled
    /// @throws IllegalArgumentException if options of both are mixed
    Optional<BeamParams> params(ParseResult given, int n, int maxNewTokens) {
        if (beams == null) {
            ONLY_BEAMS.forEach(option -> refuse(given, option, "is of use with --beams only"));
            return Optional.empty();
        }
        SAMPLING.forEach(
                option -> refuse(given, option, "does not go with --beams, which draws nothing"));
        return Optional.of(new BeamParams(beams, n, lengthPenalty, earlyStopping, maxNewTokens));
    }

    private static void refuse(ParseResult given, String option, String why) {
        if (given.hasMatchedOption(option)) {
            throw new IllegalArgumentException(option + " " + why + "; leave it out");
        }
    }
}
