package dev.murmur.verify;

/// Compares token ids, which have to be equal.
final class IdCheck {
    private final String what;
    private int compared;
    private int different;
    private String first = "";

    IdCheck(String what) {
        this.what = what;
    }

    /// @param where for the note, such as `reply 1`
    /// @param expected may go on after the reply's end with one id of padding
    void add(String where, int[] actual, int[] expected) {
        for (int i = 0; i < Math.max(actual.length, expected.length); i++) {
            if (different(i, actual, expected)) {
                if (different == 0) {
                    first =
                            "%s, token %d: %s, expected %s"
                                    .formatted(where, i + 1, idAt(actual, i), idAt(expected, i));
                }
                different++;
            }
            compared++;
        }
    }

    private static boolean different(int i, int[] actual, int[] expected) {
        if (i < actual.length) {
            return i >= expected.length || actual[i] != expected[i];
        }
        return expected[i] != expected[actual.length];
    }

    private static String idAt(int[] ids, int i) {
        return i < ids.length ? Integer.toString(ids[i]) : "the end";
    }

    Check result() {
        return new Check(
                what,
                compared,
                different,
                0,
                different == 0 ? Outcome.PASSED : Outcome.DIFFERS,
                first);
    }
}
