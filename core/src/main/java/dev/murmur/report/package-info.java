/// A run folder as one self-contained HTML page.
@NullMarked
package dev.murmur.report;

import org.jspecify.annotations.NullMarked;
