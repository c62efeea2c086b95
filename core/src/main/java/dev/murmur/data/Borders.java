package dev.murmur.data;

import dev.murmur.text.Seam;
import org.jspecify.annotations.Nullable;

/// Borders between what the assistant wrote and what it did not, where both were tokenised and not
/// sampled. Ids are put together there as they are; how often one text would have other tokens is
/// counted.
///
/// @param count how many there are
/// @param seams how many of them one text would not have
/// @param example the first of those
public record Borders(long count, long seams, @Nullable Seam example) {
    public static final Borders NONE = new Borders(0, 0, null);

    /// Those of more text.
    public Borders plus(Borders more) {
        return new Borders(
                count + more.count, seams + more.seams, example == null ? more.example : example);
    }
}
