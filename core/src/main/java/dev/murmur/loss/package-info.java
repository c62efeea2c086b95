/// Objectives as pure functions: tensors in, one scalar tensor and named numbers out.
///
/// A loss is a record of its hyperparameters with one method, a sum over its items. Over pairs it
/// is a [dev.murmur.loss.PairwiseLoss] if it compares with a reference policy, else a
/// [dev.murmur.loss.ReferenceFreeLoss]; over replies that are labelled by themselves a
/// [dev.murmur.loss.UnpairedLoss]; over rankings a [dev.murmur.loss.RankingLoss]; over sampled
/// replies a [dev.murmur.loss.PolicyLoss]. To add one: one file, one line in
/// [dev.murmur.loss.Losses], one page under `docs/losses/` and a line in its index.
@NullMarked
package dev.murmur.loss;

import org.jspecify.annotations.NullMarked;
