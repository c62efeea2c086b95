package dev.murmur.cli;

import dev.murmur.model.ScoreAt;
import dev.murmur.reward.Reading;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// How a reward model reads a conversation.
final class ReadingOptions {
    @Option(
            names = "--score-at",
            paramLabel = "TOKEN",
            defaultValue = "last",
            converter = Token.class,
            description =
                    "Token whose score counts: last, before-first-pad (Starling's models) or"
                            + " last-non-pad (transformers' classifiers). Default: last.")
    private ScoreAt scoreAt = ScoreAt.LAST;

    @Option(
            names = "--truncate-left",
            paramLabel = "N",
            description =
                    "Cut older tokens than the last N (Starling's models: 2048). Default: a conversation"
                            + " longer than the model's positions is an error.")
    private @Nullable Integer truncateLeft;

    Reading reading() {
        return new Reading(scoreAt, Optional.ofNullable(truncateLeft));
    }

    static final class Token implements ITypeConverter<ScoreAt> {
        @Override
        public ScoreAt convert(String name) {
            List<ScoreAt> known = List.of(ScoreAt.values());
            return Arrays.stream(ScoreAt.values())
                    .filter(token -> token.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException("'" + name + "' is none of " + known));
        }
    }
}
