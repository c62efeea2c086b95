package dev.murmur.demo;

import dev.murmur.demo.Tables.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Everything that can be asked in the demo's world, by source. To add a source: one table and one
/// method here.
final class Topics {
    private static final int LARGEST_TERM = 9;
    private static final int LARGEST_SUM = 13;

    /// Rewriting asks for two words at once: each with its neighbour and with one further on.
    private static final int[] PARTNERS = {1, 5};

    private Topics() {}

    /// @param perSource at most this many topics of each source
    static List<Topic> all(int perSource) {
        return Stream.of(
                        capitals(),
                        animals(),
                        colours(),
                        opposites(),
                        arithmetic(),
                        lists(),
                        plurals(),
                        pasts())
                .flatMap(topics -> topics.stream().limit(perSource))
                .toList();
    }

    private static List<Topic> capitals() {
        return facts(
                Tables.CAPITALS,
                Kind.of(
                        "capitals",
                        "the capital of %s",
                        "What is the capital of %s?",
                        "Name the capital of %s.",
                        "Which city is the capital of %s?",
                        "Tell me the capital city of %s.",
                        "I need to know the capital of %s."));
    }

    private static List<Topic> animals() {
        List<Topic> sounds =
                facts(
                        Tables.SOUNDS,
                        Kind.of(
                                        "animals",
                                        "the sound of a %s",
                                        "What sound does a %s make?",
                                        "What is the sound of a %s?",
                                        "Which sound is made by a %s?",
                                        "Tell me the sound that a %s makes.",
                                        "How does a %s sound?")
                                .named("animals-sound"));
        List<Topic> young =
                facts(
                        Tables.YOUNG,
                        Kind.of(
                                        "animals",
                                        "the name of a baby %s",
                                        "What is a baby %s called?",
                                        "What is the name of a baby %s?",
                                        "Give me the name of a baby %s.",
                                        "How do we call a baby %s?",
                                        "Which word means a baby %s?")
                                .named("animals-young"));
        List<Topic> homes =
                facts(
                        Tables.HOMES,
                        Kind.of(
                                        "animals",
                                        "the home of a %s",
                                        "Where does a %s live?",
                                        "What is the home of a %s?",
                                        "Name the home of a %s.",
                                        "Which home does a %s have?",
                                        "Tell me where a %s lives.")
                                .named("animals-home"));
        return interleaved(List.of(sounds, young, homes));
    }

    private static List<Topic> colours() {
        return facts(
                Tables.COLOURS,
                Kind.of(
                        "colours",
                        "the colour of %s",
                        "What colour is %s?",
                        "What is the colour of %s?",
                        "Which colour does %s have?",
                        "Name the colour of %s.",
                        "Tell me the colour of %s."));
    }

    private static List<Topic> opposites() {
        return facts(
                Tables.OPPOSITES,
                Kind.of(
                        "opposites",
                        "the opposite of %s",
                        "What is the opposite of %s?",
                        "Give me the opposite of %s.",
                        "Which word is the opposite of %s?",
                        "Name the opposite of %s.",
                        "What is the reverse of %s?"));
    }

    private static List<Topic> arithmetic() {
        Kind kind =
                Kind.of(
                        "arithmetic",
                        "%s",
                        "What is %s?",
                        "How much is %s?",
                        "Work out %s.",
                        "Calculate %s.",
                        "Tell me what %s is.");
        var topics = new ArrayList<Topic>();
        for (int a = 1; a <= LARGEST_TERM; a++) {
            for (int b = a; b <= Math.min(LARGEST_TERM, LARGEST_SUM - a); b++) {
                int first = a;
                int second = b;
                topics.add(
                        kind.topic(
                                topics.size(),
                                a + " plus " + b,
                                1,
                                List.of(Integer.toString(a + b)),
                                // A reply that repeats the terms does not contradict itself.
                                IntStream.rangeClosed(1, LARGEST_SUM)
                                        .filter(n -> n != first && n != second)
                                        .mapToObj(Integer::toString)));
            }
        }
        return topics;
    }

    private static List<Topic> lists() {
        Kind kind =
                Kind.of(
                        "lists",
                        "%s",
                        "Name %s.",
                        "List %s.",
                        "Can you name %s?",
                        "Give me %s.",
                        "Tell me the names of %s.");
        var topics = new ArrayList<Topic>();
        for (Row row : Tables.LISTS) {
            for (int slots : new int[] {2, 3}) {
                topics.add(
                        kind.topic(
                                topics.size(),
                                (slots == 2 ? "two " : "three ") + row.key(),
                                slots,
                                row.values(),
                                values(Tables.LISTS)));
            }
        }
        return topics;
    }

    private static List<Topic> plurals() {
        return rewriting(
                Tables.PLURALS,
                Kind.of(
                        "plurals",
                        "the plurals of %s",
                        "What are the plurals of %s?",
                        "Write the plurals of %s.",
                        "Give me the plurals of %s.",
                        "Put %s in the plural.",
                        "Tell me the plural forms of %s."));
    }

    private static List<Topic> pasts() {
        return rewriting(
                Tables.PASTS,
                Kind.of(
                        "past-tense",
                        "the past forms of %s",
                        "What are the past forms of %s?",
                        "Write the past forms of %s.",
                        "Give me the past forms of %s.",
                        "Put %s in the past tense.",
                        "Tell me the past tense of %s."));
    }

    private static List<Topic> facts(List<Row> table, Kind kind) {
        return IntStream.range(0, table.size())
                .mapToObj(i -> {
                    Row row = table.get(i);
                    return kind.topic(i, row.key(), 1, row.values(), values(table));
                })
                .toList();
    }

    private static List<Topic> rewriting(List<Row> table, Kind kind) {
        var topics = new ArrayList<Topic>();
        for (int distance : PARTNERS) {
            for (int i = 0; i < table.size(); i++) {
                Row first = table.get(i);
                Row second = table.get((i + distance) % table.size());
                topics.add(
                        kind.topic(
                                topics.size(),
                                first.key() + " and " + second.key(),
                                2,
                                List.of(first.value(), second.value()),
                                values(table)));
            }
        }
        return topics;
    }

    /// First ones first, so that a world cut short still has some of each.
    private static List<Topic> interleaved(List<List<Topic>> groups) {
        int longest = groups.stream().mapToInt(List::size).max().orElse(0);
        return IntStream.range(0, longest)
                .boxed()
                .flatMap(i -> groups.stream().filter(g -> i < g.size()).map(g -> g.get(i)))
                .toList();
    }

    private static Stream<String> values(List<Row> table) {
        return table.stream().flatMap(row -> row.values().stream()).distinct();
    }
}
