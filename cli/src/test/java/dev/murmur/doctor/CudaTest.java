package dev.murmur.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.doctor.Finding.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaTest {
    private static final List<String> TOOLKIT =
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
                    "libnvrtc.so.13");

    @TempDir Path system;

    @Test
    void aWholeInstallationIsFoundWithItsVersions() throws IOException {
        driver("580.65.06");
        plant("usr/local/cuda/lib64", TOOLKIT);
        version("usr/local/cuda/lib64", "libcudart.so.13", "libcudart.so.13.0.96");
        Path apt = system.resolve("usr/lib/x86_64-linux-gnu");
        settings("/usr/lib/x86_64-linux-gnu");
        plant("usr/lib/x86_64-linux-gnu", List.of("libcudnn.so.9"));
        Path own = system.resolve("opt/nccl");
        plant("opt/nccl", List.of("libnccl.so.2"));

        assertThat(Cuda.of(system, own.toString()).findings(true))
                .containsExactly(
                        Finding.ok("nvidia driver", "580.65.06"),
                        Finding.ok("cuda", "13.0.96 in " + system.resolve("usr/local/cuda/lib64")),
                        Finding.ok("cudnn", "9 in " + apt),
                        Finding.ok("nccl", "2 in " + own));
    }

    @Test
    void aBuildForTheGpuIsBrokenWithoutThem() throws IOException {
        assertThat(Cuda.of(system, "").findings(true))
                .hasSize(4)
                .allSatisfy(finding -> assertThat(finding.status()).isEqualTo(Status.BROKEN));
        assertThat(Cuda.of(system, "").findings(true).getLast())
                .isEqualTo(
                        Finding.broken(
                                "nccl",
                                "missing libnccl.so.2",
                                "install NCCL 2 for CUDA 13, or add the folder that has it to"
                                        + " LD_LIBRARY_PATH"));
    }

    @Test
    void aBuildForTheCpuOnlyWarnsOfThem() throws IOException {
        driver("580.95.05");

        assertThat(Cuda.of(system, "").findings(false))
                .extracting(Finding::status)
                .containsExactly(Status.OK, Status.WARNING, Status.WARNING, Status.WARNING);
        assertThat(Cuda.of(system, "").findings(false).get(2).advice())
                .isEqualTo(
                        "install cuDNN 9 for CUDA 13, or add the folder that has it to"
                                + " LD_LIBRARY_PATH, before you build with MURMUR_GPU=1");
    }

    @Test
    void anOlderVersionIsNamedBesideTheMissingOne() throws IOException {
        plant("usr/lib64", List.of("libcudnn.so.8"));

        assertThat(Cuda.of(system, "").findings(true).get(2).value())
                .isEqualTo("missing libcudnn.so.9; here is libcudnn.so.8");
    }

    @Test
    void onePieceThatIsMissingIsNamedAlone() throws IOException {
        plant("usr/local/cuda/lib64", TOOLKIT.stream().skip(1).toList());

        assertThat(Cuda.of(system, "").findings(true).get(1).value())
                .isEqualTo("missing libcudart.so.13");
    }

    @Test
    void aDriverMayBeTooOld() throws IOException {
        driver("535.183.01");

        assertThat(Cuda.of(system, "").findings(true).getFirst())
                .isEqualTo(
                        Finding.broken(
                                "nvidia driver",
                                "535.183.01 is too old",
                                "CUDA 13 needs 580 or newer"));
    }

    @Test
    void aDriverOfOpenModulesSaysItsVersionElsewhere() throws IOException {
        write(
                "proc/driver/nvidia/version",
                "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release\n");

        assertThat(Cuda.of(system, "").hasDriver()).isTrue();
        assertThat(Cuda.of(system, "").findings(true).getFirst().value()).isEqualTo("580.65.06");
    }

    private void driver(String version) throws IOException {
        write(
                "proc/driver/nvidia/version",
                "NVRM version: NVIDIA UNIX x86_64 Kernel Module  " + version + "  Mon Jul 1\n");
    }

    private void settings(String line) throws IOException {
        write("etc/ld.so.conf.d/local.conf", "# folders\n" + line + "\n");
    }

    private void plant(String folder, List<String> names) throws IOException {
        for (String name : names) {
            write(folder + "/" + name, "");
        }
    }

    private void version(String folder, String name, String file) throws IOException {
        Path link = system.resolve(folder).resolve(name);
        Files.delete(link);
        write(folder + "/" + file, "");
        Files.createSymbolicLink(link, Path.of(file));
    }

    private void write(String path, String text) throws IOException {
        Path file = system.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
