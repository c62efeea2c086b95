package dev.murmur.demo;

import java.util.List;
import java.util.stream.Stream;

/// Topics that are asked in the same words, for example all capitals.
///
/// @param source what the files call their source
/// @param name prefix of their ids
/// @param subject with `%s` for the words asked about: `the capital of %s`
/// @param phrasings with `%s` too
record Kind(String source, String name, String subject, List<String> phrasings) {
    static Kind of(String source, String subject, String... phrasings) {
        return new Kind(source, source, subject, List.of(phrasings));
    }

    Kind named(String newName) {
        return new Kind(source, newName, subject, phrasings);
    }

    /// @param pool items of the same kind; those that are not right are wrong
    Topic topic(int number, String words, int slots, List<String> right, Stream<String> pool) {
        return new Topic(
                name + "-" + number,
                source,
                subject.formatted(words),
                phrasings.stream().map(phrasing -> phrasing.formatted(words)).toList(),
                slots,
                right,
                pool.filter(item -> !right.contains(item)).toList());
    }
}
