/// The command line: one class per command, no science.
@NullMarked
package dev.murmur.cli;

import org.jspecify.annotations.NullMarked;
