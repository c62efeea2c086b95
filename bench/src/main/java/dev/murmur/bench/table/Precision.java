package dev.murmur.bench.table;

import java.util.Locale;

/// What both sides multiply in; where it is less than float32, the peer's is bfloat16.
public enum Precision {
    FLOAT32(4),
    BFLOAT16(2),
    INT8(1);

    private final int bytes;

    Precision(int bytes) {
        this.bytes = bytes;
    }

    /// Bytes of a number.
    int bytes() {
        return bytes;
    }

    /// As recipes and scripts write it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
