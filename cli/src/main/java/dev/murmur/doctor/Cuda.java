package dev.murmur.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the CUDA build takes from the machine: NVIDIA's driver and its libraries, as JavaCPP's
/// presets for libtorch name them. Only names are read, nothing is loaded.
///
/// @param system the root of the file system
/// @param folders where the loader looks for libraries
record Cuda(Path system, List<Path> folders) {
    /// NVIDIA's release notes: CUDA 13 asks for a driver of this branch.
    private static final int DRIVER = 580;

    private static final List<String> ALWAYS =
            List.of(
                    "usr/local/cuda/lib64",
                    "usr/local/cuda/extras/CUPTI/lib64",
                    "lib64",
                    "lib",
                    "usr/lib64",
                    "usr/lib");

    private static final List<Part> PARTS =
            List.of(
                    new Part(
                            "cuda",
                            "CUDA 13",
                            List.of(
                                    "libcudart.so.13",
                                    "libcublas.so.13",
                                    "libcublasLt.so.13",
                                    "libcufft.so.12",
                                    "libcupti.so.13",
                                    "libcurand.so.10",
                                    "libcusolver.so.12",
                                    "libcusparse.so.12",
                                    "libnvJitLink.so.13",
                                    "libnvrtc.so.13")),
                    new Part("cudnn", "cuDNN 9 for CUDA 13", List.of("libcudnn.so.9")),
                    new Part("nccl", "NCCL 2 for CUDA 13", List.of("libnccl.so.2")));

    /// Something to be installed.
    ///
    /// @param name with its version
    /// @param libraries that it brings, the first of which tells its version
    private record Part(String topic, String name, List<String> libraries) {}

    Cuda {
        folders = List.copyOf(folders);
    }

    /// @param libraryPath `LD_LIBRARY_PATH`, `""` if not set
    /// @throws IOException if the loader's settings cannot be read
    static Cuda of(Path system, String libraryPath) throws IOException {
        var folders = new LinkedHashSet<Path>();
        Stream.of(libraryPath.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .forEach(folders::add);
        Path settings = system.resolve("etc/ld.so.conf.d");
        if (Files.isDirectory(settings)) {
            try (var files = Files.list(settings)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".conf")).toList()) {
                    addFolders(system, Files.readAllLines(file), folders);
                }
            }
        }
        ALWAYS.forEach(folder -> folders.add(system.resolve(folder)));
        return new Cuda(system, List.copyOf(folders));
    }

    private static void addFolders(Path system, List<String> lines, Set<Path> folders) {
        lines.stream()
                .map(String::strip)
                .filter(line -> line.startsWith("/"))
                .map(line -> system.resolve(line.substring(1)))
                .forEach(folders::add);
    }

    /// Whether this machine has NVIDIA's driver.
    boolean hasDriver() {
        return Files.exists(driver());
    }

    /// One for the driver and each part.
    ///
    /// @param built whether this build needs them; else what is missing is a warning
    List<Finding> findings(boolean built) throws IOException {
        var findings = new ArrayList<Finding>();
        findings.add(driver(built));
        for (Part part : PARTS) {
            findings.add(finding(part, built));
        }
        return findings;
    }

    private Path driver() {
        return system.resolve("proc/driver/nvidia/version");
    }

    private Finding driver(boolean built) throws IOException {
        if (!hasDriver()) {
            return bad(
                    built,
                    "nvidia driver",
                    "none is loaded",
                    "install NVIDIA's driver " + DRIVER + " or newer, or build for the CPU");
        }
        Matcher version =
                Pattern.compile("Module +(?:for \\S+ +)?(\\d+)([.\\d]*)")
                        .matcher(Files.readString(driver()));
        if (!version.find()) {
            return Finding.ok("nvidia driver", "loaded, of unknown version");
        }
        String found = version.group(1) + version.group(2);
        return Integer.parseInt(version.group(1)) >= DRIVER
                ? Finding.ok("nvidia driver", found)
                : bad(
                        built,
                        "nvidia driver",
                        found + " is too old",
                        "CUDA 13 needs " + DRIVER + " or newer");
    }

    private Finding finding(Part part, boolean built) throws IOException {
        List<String> missing =
                part.libraries().stream().filter(library -> find(library).isEmpty()).toList();
        if (missing.isEmpty()) {
            Path first = find(part.libraries().getFirst()).orElseThrow();
            return Finding.ok(part.topic(), version(first) + " in " + first.getParent());
        }
        List<String> others = others(part.libraries().getFirst());
        return bad(
                built,
                part.topic(),
                "missing " + String.join(", ", missing) + has(others),
                "install " + part.name() + ", or add the folder that has it to LD_LIBRARY_PATH");
    }

    private static String has(List<String> others) {
        return others.isEmpty() ? "" : "; here is " + String.join(", ", others);
    }

    private static Finding bad(boolean built, String topic, String value, String advice) {
        return built
                ? Finding.broken(topic, value, advice)
                : Finding.warning(topic, value, advice + ", before you build with MURMUR_GPU=1");
    }

    private Optional<Path> find(String library) {
        return folders.stream()
                .map(folder -> folder.resolve(library))
                .filter(Files::exists)
                .findFirst();
    }

    /// The version that the file behind a name carries, as `libcudart.so.13.0.96` behind
    /// `libcudart.so.13`.
    private static String version(Path library) throws IOException {
        String name = library.toRealPath().getFileName().toString();
        return name.substring(name.indexOf(".so.") + ".so.".length());
    }

    /// Other versions of a library.
    private List<String> others(String library) throws IOException {
        String stem = library.substring(0, library.indexOf(".so.") + ".so.".length());
        var found = new LinkedHashSet<String>();
        for (Path folder : folders.stream().filter(Files::isDirectory).toList()) {
            try (var files = Files.list(folder)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.startsWith(stem))
                        .sorted()
                        .forEach(found::add);
            }
        }
        return List.copyOf(found);
    }
}
