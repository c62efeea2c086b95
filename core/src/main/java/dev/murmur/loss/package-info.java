/// Objectives as pure functions: tensors in, one scalar tensor and named numbers out.
///
/// A loss is a record of its hyperparameters with one method. To add one: one file, one line in
/// [dev.murmur.loss.Losses], one page under `docs/losses/`.
@NullMarked
package dev.murmur.loss;

import org.jspecify.annotations.NullMarked;
