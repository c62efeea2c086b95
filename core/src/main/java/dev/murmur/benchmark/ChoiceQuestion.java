package dev.murmur.benchmark;

import java.util.List;

/// A question as a model sees it.
///
/// @param id in the data, or its place
/// @param asked without examples
/// @param choices at least two
/// @param gold the right ones, in the order of the choices
record ChoiceQuestion(String id, String asked, List<Choice> choices, List<Boolean> gold) {
    /// @param context what the model reads first, examples included
    /// @param continuation whose log-probability counts
    /// @param text of the choice alone, whose length [ChoiceMetric#ACC_NORM] divides by
    record Choice(String context, String continuation, String text) {}

    boolean isGold(int choice) {
        return gold.get(choice);
    }
}
