/// The lab: every way of training on the demo's world, over several seeds, in one table.
///
/// What is compared is data, not code: `experiments.yaml` beside this package names the recipes and
/// what each row of the table changes in them.
@NullMarked
package dev.murmur.lab;

import org.jspecify.annotations.NullMarked;
