package dev.murmur.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Takes an answer out of a reply and compares it with the reference's, as lm-eval's filters
/// `regex` and its metric `exact_match` do. Case does not count.
///
/// @param rules how the answer is found, the headline's first
/// @param ignored what is taken out of answer and reference before they are compared, in turn
record MatchGrader(List<Rule> rules, List<Pattern> ignored) implements Grader {
    /// What lm-eval puts where there is no answer.
    private static final String NONE = "[invalid]";

    /// How an answer is found.
    ///
    /// @param name of the filter
    /// @param pattern the first of its groups that has something is the answer
    /// @param last whether the last match counts, otherwise the first
    record Rule(String name, Pattern pattern, boolean last) {
        private String key() {
            return "exact_match_" + name;
        }

        private String unanswered() {
            return "no_" + name + "_answer";
        }

        String answer(String reply) {
            Matcher matcher = pattern.matcher(reply);
            String found = NONE;
            while (matcher.find()) {
                found = firstGroup(matcher);
                if (!last) {
                    break;
                }
            }
            return found;
        }

        private static String firstGroup(Matcher matcher) {
            return IntStream.rangeClosed(1, matcher.groupCount())
                    .mapToObj(matcher::group)
                    .filter(group -> group != null && !group.isEmpty())
                    .findFirst()
                    .orElse(NONE)
                    .strip();
        }
    }

    @Override
    public List<Metric> metrics() {
        return rules.stream().map(rule -> new Metric(rule.key(), rule.name(), 1)).toList();
    }

    @Override
    public List<String> counted() {
        return rules.stream().map(Rule::unanswered).toList();
    }

    @Override
    public Mark mark(GeneratedQuestion question, String reply) {
        var right = new TreeMap<String, Boolean>();
        var counts = new ArrayList<String>();
        var notes = new ArrayList<String>();
        for (Rule rule : rules) {
            String answer = rule.answer(reply);
            right.put(rule.name(), plain(answer).equals(plain(question.reference())));
            if (answer.equals(NONE)) {
                counts.add(rule.unanswered());
            }
            notes.add(rule.name() + " " + answer);
        }
        return new Mark(right, counts, String.join(", ", notes));
    }

    private String plain(String text) {
        String left = text;
        for (Pattern pattern : ignored) {
            left = pattern.matcher(left).replaceAll("");
        }
        return left.toLowerCase(Locale.ROOT);
    }
}
