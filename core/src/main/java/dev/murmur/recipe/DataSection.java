package dev.murmur.recipe;

import dev.murmur.data.Overlong;
import dev.murmur.data.TokenLimits;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What to train on.
public record DataSection(
        @Doc("JSONL or Parquet file") Path path,
        @Doc("longest prompt with one reply, tokens") int maxTokens,
        @Doc("what to do with longer ones") @Default("error") Overlong overlong,
        @Doc("held-out file of the same form, to measure on") Optional<Path> eval) {
    public DataSection {
        new Check().atLeast(2, "max_tokens", maxTokens).verify();
    }

    /// A prompt may take what its replies leave.
    TokenLimits limits() {
        return new TokenLimits(maxTokens, 0, overlong);
    }

    /// The files, by what they are for.
    Map<String, Path> files() {
        var files = new TreeMap<String, Path>(Map.of("data", path));
        eval.ifPresent(file -> files.put("eval", file));
        return files;
    }
}
