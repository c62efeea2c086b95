package dev.murmur.objective;

import dev.murmur.data.TokenGroup;
import org.jspecify.annotations.Nullable;

/// A reply that is desirable or not.
///
/// @param own the reply to its prompt
/// @param mismatched another row's reply to that prompt, for losses whose baseline asks for it;
///   null for others
public record LabelledExample(
        ReferencedReply own, boolean desirable, @Nullable ReferencedReply mismatched)
        implements TrainingExample {
    @Override
    public TokenGroup group() {
        return own.group();
    }
}
