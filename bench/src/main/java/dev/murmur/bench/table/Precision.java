package dev.murmur.bench.table;

import java.util.Locale;

/// What both sides compute in.
public enum Precision {
    FLOAT32,
    BFLOAT16;

    /// As recipes and scripts write it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
