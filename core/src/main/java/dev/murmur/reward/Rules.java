package dev.murmur.reward;

import java.util.Map;
import java.util.TreeSet;

/// The rules that recipes and commands can name. To add one: one class implementing [Rule] and one
/// line here.
public final class Rules {
    /// Name to rule.
    public static final Map<String, Rule> BY_NAME = Map.of("checklist", new ChecklistRule());

    private Rules() {}

    /// The reward of a rule by its name.
    ///
    /// @throws IllegalArgumentException if there is no such rule
    public static RuleReward reward(String name) {
        Rule rule = BY_NAME.get(name);
        if (rule == null) {
            throw new IllegalArgumentException(
                    "'" + name + "' is not a known rule; known: " + known());
        }
        return new RuleReward(name, rule);
    }

    private static String known() {
        return String.join(", ", new TreeSet<>(BY_NAME.keySet()));
    }
}
