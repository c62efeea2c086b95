package dev.murmur.demo;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// Writes replies: an answer, right or wrong, complete or not, among a number of fillers.
///
/// What is not an opener, a restatement or a repeat is a closing.
///
/// @param shortAnswer chance that the answer is only its items, not a sentence
/// @param openers share of fillers that stand first: `Sure!`
/// @param restatements share of fillers that say what was asked
/// @param repeats share of fillers that give the answer again
/// @param slip chance that an item of a repeated answer turns out another, wrong one
record ReplyComposer(
        double shortAnswer, double openers, double restatements, double repeats, double slip) {
    /// Most fillers in a reply.
    static final int MAX_FILLERS = 8;

    static final List<String> OPENERS =
            List.of(
                    "Sure!",
                    "Of course.",
                    "Good question.",
                    "Let me think.",
                    "Thanks for asking.",
                    "I can help with that.");
    static final List<String> CLOSINGS =
            List.of(
                    "I hope this helps.",
                    "Let me know if you need more.",
                    "Feel free to ask again.",
                    "Please ask if anything is unclear.",
                    "There is always more to learn.",
                    "It was a pleasure to answer.",
                    "Have a nice time.",
                    "You can look it up in a book of facts.");
    static final List<String> REPEATS =
            List.of("So the answer is %s.", "Again, that is %s.", "To repeat, I would say %s.");

    /// One reply to a topic.
    String write(Topic topic, Writer writer, Dice dice) {
        List<String> items = items(topic, writer, dice);
        var before = new LinkedHashSet<String>();
        var repeated = new ArrayList<String>();
        var after = new LinkedHashSet<String>();
        boolean restated = false;
        for (int i = 0; i < MAX_FILLERS; i++) {
            if (dice.chance(writer.fillers() / MAX_FILLERS)) {
                double kind = dice.uniform();
                if (kind < openers) {
                    before.add(dice.pick(OPENERS));
                } else if (kind < openers + restatements) {
                    restated = true;
                } else if (kind < openers + restatements + repeats) {
                    repeated.add(repeat(topic, items, dice));
                } else {
                    after.add(dice.pick(CLOSINGS));
                }
            }
        }
        var units = new ArrayList<String>(before);
        if (restated) {
            units.add("You asked about " + topic.subject() + ".");
        }
        units.add(
                dice.chance(shortAnswer)
                        ? Topic.capitalised(Topic.join(items)) + "."
                        : topic.sentence(items));
        units.addAll(repeated);
        units.addAll(after);
        return String.join(" ", units);
    }

    private static List<String> items(Topic topic, Writer writer, Dice dice) {
        List<String> right = topic.rightItems(dice);
        var items = new ArrayList<String>();
        for (int slot = 0; slot < topic.slots(); slot++) {
            if (slot == 0 || dice.chance(writer.completeness())) {
                String item =
                        dice.chance(writer.accuracy()) ? right.get(slot) : dice.pick(topic.wrong());
                items.add(item);
            }
        }
        return items.stream().distinct().toList();
    }

    private String repeat(Topic topic, List<String> items, Dice dice) {
        List<String> repeated =
                items.stream()
                        .map(item -> dice.chance(slip) ? dice.pick(topic.wrong()) : item)
                        .toList();
        return dice.pick(REPEATS).formatted(Topic.join(repeated));
    }
}
