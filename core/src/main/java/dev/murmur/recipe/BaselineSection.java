package dev.murmur.recipe;

import dev.murmur.settings.Doc;
import java.nio.file.Path;

/// What a model is compared with.
public sealed interface BaselineSection {
    /// A model with the same tokenizer and template, for example the one it was made of, or itself
    /// decoded in another way.
    record Model(
            @Doc("Hugging Face folder of a model with the same tokenizer") Path path,
            @Doc("how it writes its one reply a prompt") DecodingSection decoding)
            implements BaselineSection {}

    /// Replies of any origin; without a model there is no KL.
    record Replies(
            @Doc("what 'murmur generate' wrote, or any JSONL with one reply to each prompt")
                    Path path)
            implements BaselineSection {}
}
