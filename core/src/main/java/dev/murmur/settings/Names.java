package dev.murmur.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Spellings: Java's to YAML's, and a user's to the nearest that exists.
final class Names {
    private Names() {}

    /// `maxGradNorm` to `max_grad_norm`, `topP` to `top_p`.
    static String snake(String camel) {
        return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /// `BEST_WORST` to `best-worst`.
    static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /// `; did you mean 'optimizer'? Known: optimizer, schedule`.
    static String hint(String name, Collection<String> known) {
        return nearest(name, known).map(n -> "; did you mean '" + n + "'?").orElse(".")
                + " Known: "
                + String.join(", ", known);
    }

    /// The known name with the fewest edits, if a third of the letters or fewer are wrong.
    static Optional<String> nearest(String name, Collection<String> known) {
        return known.stream()
                .filter(k -> distance(name, k) <= Math.max(1, name.length() / 3))
                .min(Comparator.comparingInt(k -> distance(name, k)));
    }

    /// Levenshtein's: insertions, deletions and replacements.
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
