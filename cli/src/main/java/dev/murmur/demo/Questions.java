package dev.murmur.demo;

import java.util.ArrayList;
import java.util.List;

/// All questions of the world, split so that every topic is known from training and no held-out
/// wording of it is.
///
/// @param training those that any training file may contain
/// @param heldOut those that none does
record Questions(List<Question> training, List<Question> heldOut) {
    static final List<String> GREETINGS =
            List.of("", "Hello! ", "Please help me. ", "A question: ");

    Questions {
        training = List.copyOf(training);
        heldOut = List.copyOf(heldOut);
    }

    static Questions split(List<Topic> topics, int heldOutPhrasings, long seed) {
        var training = new ArrayList<Question>();
        var heldOut = new ArrayList<Question>();
        for (Topic topic : topics) {
            List<Question> shuffled =
                    new Dice(seed, "held-out phrasings", topic.id()).shuffled(asked(topic));
            heldOut.addAll(shuffled.subList(0, heldOutPhrasings));
            training.addAll(shuffled.subList(heldOutPhrasings, shuffled.size()));
        }
        return new Questions(training, heldOut);
    }

    private static List<Question> asked(Topic topic) {
        var questions = new ArrayList<Question>();
        for (String phrasing : topic.phrasings()) {
            for (String greeting : GREETINGS) {
                questions.add(
                        new Question(
                                topic.id() + "-" + questions.size(), topic, greeting + phrasing));
            }
        }
        return questions;
    }
}
