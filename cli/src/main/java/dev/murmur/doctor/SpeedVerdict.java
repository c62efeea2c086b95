package dev.murmur.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether this process multiplies matrices as fast as the same CPU does under other settings.
final class SpeedVerdict {
    /// Below this, differences are noise.
    static final double FACTOR = 1.5;

    private SpeedVerdict() {}

    /// The same measurement under other settings.
    ///
    /// @param settings for example `with GOMP_SPINCOUNT=500`
    /// @param advice how to get them
    record Alternative(String settings, Speed speed, String advice) {}

    /// How many times faster one kind of number is under other settings.
    private record Gain(String type, double factor, Alternative alternative) {}

    /// @param alternatives at least one
    /// @param load runnable threads a core before the measurement, negative if unknown
    static Finding judge(Speed current, List<Alternative> alternatives, double load) {
        Optional<Gain> best =
                alternatives.stream()
                        .flatMap(alternative -> gains(current, alternative))
                        .filter(gain -> gain.factor() >= FACTOR)
                        .max(Comparator.comparingDouble(Gain::factor));
        boolean busy = load > 1;
        String value =
                best.map(SpeedVerdict::shortfall)
                        .orElse("no other setting tried is faster by half or more");
        if (best.isEmpty() && !busy) {
            return Finding.ok("speed", value);
        }
        var advice = new ArrayList<String>();
        best.ifPresent(gain -> advice.add(gain.alternative().advice()));
        if (busy) {
            advice.add("other programs used the CPU meanwhile, so measure again when it is idle");
        }
        return Finding.warning("speed", value, String.join("; ", advice));
    }

    /// Nothing for an alternative that makes one kind faster and the other slower.
    private static Stream<Gain> gains(Speed current, Alternative other) {
        double float32 = other.speed().float32() / current.float32();
        double bfloat16 = other.speed().bfloat16() / current.bfloat16();
        return Math.min(float32, bfloat16) < 1 / FACTOR
                ? Stream.empty()
                : Stream.of(
                        new Gain("float32", float32, other), new Gain("bfloat16", bfloat16, other));
    }

    private static String shortfall(Gain gain) {
        return String.format(
                Locale.ROOT,
                "%s is %.1fx below what this CPU gives %s",
                gain.type(),
                gain.factor(),
                gain.alternative().settings());
    }
}
