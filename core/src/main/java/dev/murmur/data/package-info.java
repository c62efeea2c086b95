/// Prompts, replies, groups, pairs and rankings, and the readers that make them from files. No
/// tensors.
///
/// Everything that computes takes [dev.murmur.data.TokenGroup]s: a prompt once, then its K replies.
@NullMarked
package dev.murmur.data;

import org.jspecify.annotations.NullMarked;
