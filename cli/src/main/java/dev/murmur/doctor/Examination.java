package dev.murmur.doctor;

import dev.murmur.doctor.Finding.Status;
import dev.murmur.doctor.SpeedVerdict.Alternative;
import dev.murmur.tensor.Gpus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Everything that was looked at.
///
/// @param findings in the order of the table
/// @param speed of this process; empty if libtorch does not load
public record Examination(List<Finding> findings, Optional<Speed> speed) {
    public Examination {
        findings = List.copyOf(findings);
    }

    /// Whether Murmur can work here.
    public boolean healthy() {
        return findings.stream().noneMatch(f -> f.status() == Status.BROKEN);
    }

    /// Looks at the machine, and measures it for some seconds.
    ///
    /// @param folder where runs would be written
    public static Examination of(Path folder) throws IOException, InterruptedException {
        double load = Machine.load();
        int cores = Runtime.getRuntime().availableProcessors();
        Cpu cpu = Cpu.read();
        Map<String, String> settings = NativeSettings.recommended(cpu);
        var findings = new ArrayList<>(Machine.findings(folder));
        findings.add(cpu.finding(cores));
        Cuda cuda = Cuda.of(Path.of("/"), System.getenv().getOrDefault("LD_LIBRARY_PATH", ""));
        List<Finding> torch = LibTorch.findings(cores, cuda.hasDriver());
        findings.addAll(torch);
        if (Gpus.isBuilt() || cuda.hasDriver()) {
            findings.addAll(cuda.findings(Gpus.isBuilt()));
        }
        findings.addAll(NativeSettings.findings(settings, System.getenv()));
        if (torch.getFirst().status() == Status.BROKEN) {
            return new Examination(findings, Optional.empty());
        }
        Speed current = SpeedProbe.measure();
        findings.add(gigaflops("float32 product", current.float32()));
        findings.add(gigaflops("bfloat16 product", current.bfloat16()));
        findings.add(speed(current, settings, load));
        return new Examination(findings, Optional.of(current));
    }

    private static Finding speed(Speed current, Map<String, String> settings, double load)
            throws InterruptedException {
        try {
            return SpeedVerdict.judge(current, alternatives(settings), load);
        } catch (IOException e) {
            return Finding.warning(
                    "speed",
                    "not compared: " + e.getMessage(),
                    "settings of the CPU's libraries may not suit it; try others");
        }
    }

    /// Never empty: the environment lacks some of the settings, or has one that can be taken away.
    private static List<Alternative> alternatives(Map<String, String> settings)
            throws IOException, InterruptedException {
        var alternatives = new ArrayList<Alternative>();
        List<String> missing = NativeSettings.missing(settings, System.getenv());
        if (!missing.isEmpty()) {
            alternatives.add(withSettings(settings, missing));
        }
        if (settings.keySet().stream().anyMatch(System.getenv()::containsKey)) {
            alternatives.add(withoutSettings(settings));
        }
        return alternatives;
    }

    private static Alternative withSettings(Map<String, String> settings, List<String> missing)
            throws IOException, InterruptedException {
        return new Alternative(
                "with " + String.join(" ", missing),
                SpeedChild.measure(environment -> environment.putAll(settings)),
                "start through ./murmur with none of these set, and it sets them");
    }

    private static Alternative withoutSettings(Map<String, String> settings)
            throws IOException, InterruptedException {
        return new Alternative(
                "without " + String.join(", ", settings.keySet()),
                SpeedChild.measure(
                        environment -> environment.keySet().removeAll(settings.keySet())),
                "export other values, which the launcher keeps");
    }

    private static Finding gigaflops(String topic, double value) {
        return Finding.ok(topic, String.format(Locale.ROOT, "%.0f GFLOP/s", value));
    }
}
