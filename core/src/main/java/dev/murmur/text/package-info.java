/// Text to token ids and back: tokenizers and chat templates. No tensors, no files of data.
///
/// A chat template renders messages to token ids *and* says which of them the assistant wrote, so
/// no other package ever searches a string for a role marker. To add a template: a Jinja file and
/// one line in [dev.murmur.text.BuiltInTemplates].
@NullMarked
package dev.murmur.text;

import org.jspecify.annotations.NullMarked;
