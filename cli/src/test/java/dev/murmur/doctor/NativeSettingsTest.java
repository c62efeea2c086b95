package dev.murmur.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NativeSettingsTest {
    private final Map<String, String> recommended =
            NativeSettings.recommended(new Cpu("any", Set.of("avx512f")));

    /// One as the launcher sets it, two otherwise.
    private final Map<String, String> environment =
            Map.of(
                    "GOMP_SPINCOUNT",
                    "500",
                    "GLIBC_TUNABLES",
                    "none",
                    "OPENBLAS_CORETYPE",
                    "HASWELL");

    @Test
    void theKernelsAreChosenOnlyWhereTheCpuHasTheirInstructions() {
        assertThat(recommended).containsEntry("OPENBLAS_CORETYPE", "SKYLAKEX");
        assertThat(NativeSettings.recommended(new Cpu("any", Set.of("avx2"))))
                .doesNotContainKey("OPENBLAS_CORETYPE");
    }

    @Test
    void theLauncherSetsWhatIsRecommended() throws IOException {
        String launcher = Files.readString(Path.of("..", "murmur"));

        assertThat(launcher)
                .contains("GOMP_SPINCOUNT=" + recommended.get("GOMP_SPINCOUNT"))
                .contains("GLIBC_TUNABLES=" + recommended.get("GLIBC_TUNABLES"))
                .contains("OPENBLAS_CORETYPE=" + recommended.get("OPENBLAS_CORETYPE"));
    }

    @Test
    void whatIsUnsetOrOtherwiseIsMissing() {
        assertThat(NativeSettings.missing(recommended, environment))
                .containsExactly(
                        "GLIBC_TUNABLES=" + recommended.get("GLIBC_TUNABLES"),
                        "OPENBLAS_CORETYPE=SKYLAKEX");
        assertThat(NativeSettings.missing(recommended, recommended)).isEmpty();
    }

    @Test
    void everyVariableIsShownWithItsValue() {
        assertThat(NativeSettings.findings(recommended, environment))
                .containsExactly(
                        Finding.ok("GOMP_SPINCOUNT", "500"),
                        Finding.ok(
                                "GLIBC_TUNABLES",
                                "none, the launcher's choice is "
                                        + recommended.get("GLIBC_TUNABLES")),
                        Finding.ok(
                                "OPENBLAS_CORETYPE", "HASWELL, the launcher's choice is SKYLAKEX"));
    }
}
