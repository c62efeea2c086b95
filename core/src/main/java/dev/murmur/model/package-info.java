/// Decoders and their heads, checkpoints in and out, and the key-value cache.
///
/// To add a model family: one class implementing [dev.murmur.model.ModelFamily] (config keys and
/// switches), one line in [dev.murmur.model.ModelFamilies], and for what no switch says yet a new
/// one in [dev.murmur.model.Architecture], read by [dev.murmur.model.DecoderLayer].
@NullMarked
package dev.murmur.model;

import org.jspecify.annotations.NullMarked;
