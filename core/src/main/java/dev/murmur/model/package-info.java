/// Decoders and their heads, checkpoints in and out, and the key-value cache.
///
/// To add a model family: one class implementing [dev.murmur.model.ModelFamily] (config keys and
/// weight names) and one line in [dev.murmur.model.ModelFamilies].
@NullMarked
package dev.murmur.model;

import org.jspecify.annotations.NullMarked;
