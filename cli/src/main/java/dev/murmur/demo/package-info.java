/// The demo: a small world that the project generates itself, and the ordinary commands run on it.
///
/// [dev.murmur.demo.Topics] says what can be asked, [dev.murmur.demo.ReplyComposer] how the world's
/// writers answer, [dev.murmur.demo.Annotator] how an annotator with a taste for length ranks them,
/// and [dev.murmur.demo.World] writes it all as ordinary files. Everything follows from a seed;
/// every knob stands in [dev.murmur.demo.WorldSettings].
@NullMarked
package dev.murmur.demo;

import org.jspecify.annotations.NullMarked;
