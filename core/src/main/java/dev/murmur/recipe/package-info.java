/// YAML to checked records, and records to wired objects: the only package that knows everything.
@NullMarked
package dev.murmur.recipe;

import org.jspecify.annotations.NullMarked;
