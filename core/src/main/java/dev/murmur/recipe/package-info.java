/// YAML to checked records, and records to wired objects: the only package that knows everything.
///
/// A recipe is one file for one job. Its `kind` chooses the record ([dev.murmur.recipe.SftRecipe],
/// [dev.murmur.recipe.RewardModelRecipe], [dev.murmur.recipe.PreferenceRecipe],
/// [dev.murmur.recipe.UnpairedRecipe], [dev.murmur.recipe.OnlineRecipe]); the records' components
/// are its keys; their constructors check ranges. To add a key: one component with
/// [dev.murmur.settings.Doc] and, unless it must be written, [dev.murmur.settings.Default]. To add
/// a kind: one record and one line in [dev.murmur.recipe.RecipeSchema]. A new loss or pair selector
/// needs nothing here: its own registry is asked.
@NullMarked
package dev.murmur.recipe;

import org.jspecify.annotations.NullMarked;
