package dev.murmur.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The environment variables that libraries below libtorch read when they are loaded, and what the
/// launcher sets them to. See docs/architecture.md, "The launcher".
final class NativeSettings {
    private NativeSettings() {}

    /// What the launcher sets where the user has not.
    static Map<String, String> recommended(Cpu cpu) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("GOMP_SPINCOUNT", "500");
        settings.put(
                "GLIBC_TUNABLES",
                "glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=536870912:glibc.malloc.arena_max=1:glibc.malloc.hugetlb=1");
        if (cpu.flags().contains("avx512f")) {
            settings.put("OPENBLAS_CORETYPE", "SKYLAKEX");
        }
        return settings;
    }

    /// The settings that `environment` has otherwise, as `NAME=value`.
    static List<String> missing(Map<String, String> recommended, Map<String, String> environment) {
        var missing = new ArrayList<String>();
        recommended.forEach((name, value) -> {
            if (!value.equals(environment.get(name))) {
                missing.add(name + "=" + value);
            }
        });
        return missing;
    }

    /// One finding for each variable; whether another value matters is for the measurement to say.
    static List<Finding> findings(
            Map<String, String> recommended, Map<String, String> environment) {
        return recommended.entrySet().stream()
                .map(setting -> finding(setting, environment.get(setting.getKey())))
                .toList();
    }

    private static Finding finding(Map.Entry<String, String> setting, @Nullable String value) {
        String shown = value == null ? "(not set)" : value;
        String usual = setting.getValue();
        return Finding.ok(
                setting.getKey(),
                usual.equals(value) ? shown : shown + ", the launcher's choice is " + usual);
    }
}
