package dev.murmur.demo;

import dev.murmur.reward.Checklist;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One thing to know: how it is asked, and what right and wrong answers to it say.
///
/// @param id unique, for example `capitals-3`
/// @param subject what the answer is about, for example `the capital of France`
/// @param phrasings ways to ask
/// @param slots items that a complete answer gives
/// @param right `slots` items that are all needed, or more of which any `slots` will do
/// @param wrong items of the same kind that would contradict a right answer
record Topic(
        String id,
        String source,
        String subject,
        List<String> phrasings,
        int slots,
        List<String> right,
        List<String> wrong) {
    /// What the gold judge looks for.
    Checklist checklist() {
        return right.size() == slots
                ? new Checklist(right.stream().map(List::of).toList(), List.of(), 0, wrong)
                : new Checklist(List.of(), right, slots, wrong);
    }

    /// Items of a complete and right answer.
    List<String> rightItems(Dice dice) {
        return right.size() == slots ? right : dice.shuffled(right).subList(0, slots);
    }

    /// A full sentence that gives the items: `The capital of France is Paris.`
    String sentence(List<String> items) {
        return capitalised(subject) + (slots == 1 ? " is " : " are ") + join(items) + ".";
    }

    /// `apple, pear and plum`
    static String join(List<String> items) {
        int last = items.size() - 1;
        return last == 0
                ? items.getFirst()
                : Stream.of(String.join(", ", items.subList(0, last)), items.get(last))
                        .collect(Collectors.joining(" and "));
    }

    static String capitalised(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
