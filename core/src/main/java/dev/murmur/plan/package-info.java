/// How much memory a recipe or a model will take, said before any of it is taken.
@NullMarked
package dev.murmur.plan;

import org.jspecify.annotations.NullMarked;
