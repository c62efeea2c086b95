/// Chat services through OpenAI's client library: the only code that opens a connection, and only
/// where a recipe names a judge.
@NullMarked
package dev.murmur.openai;

import org.jspecify.annotations.NullMarked;
