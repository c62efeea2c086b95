package dev.murmur.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.doctor.Finding.Status;
import dev.murmur.doctor.SpeedVerdict.Alternative;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeedVerdictTest {
    private static final double IDLE = 0.1;
    private static final double UNKNOWN_LOAD = -1;

    private final Speed current = new Speed(100, 400);

    @Test
    void noAlternativeIsMuchFaster() {
        Finding finding = judge(IDLE, with(149, 599), with(10, 10));

        assertThat(finding.status()).isEqualTo(Status.OK);
        assertThat(finding.advice()).isEmpty();
    }

    @Test
    void theLargestShortfallIsNamedWithWhatRemovesIt() {
        Finding finding =
                judge(
                        UNKNOWN_LOAD,
                        with(200, 400),
                        new Alternative("with GOMP_SPINCOUNT=500", new Speed(410, 500), "set it"));

        assertThat(finding)
                .isEqualTo(
                        Finding.warning(
                                "speed",
                                "float32 is 4.1x below what this CPU gives with GOMP_SPINCOUNT=500",
                                "set it"));
    }

    @Test
    void slowBfloat16IsFoundToo() {
        assertThat(judge(IDLE, with(100, 800)).value()).startsWith("bfloat16 is 2.0x below");
    }

    @Test
    void aSettingThatMakesOneKindFasterAndTheOtherSlowerIsNoAdvice() {
        assertThat(judge(IDLE, with(20, 800)).status()).isEqualTo(Status.OK);
        assertThat(judge(IDLE, with(800, 200)).status()).isEqualTo(Status.OK);
    }

    @Test
    void aBusyMachineIsSaidToBeSo() {
        assertThat(judge(1.1, with(100, 400)))
                .extracting(Finding::status, Finding::advice)
                .containsExactly(
                        Status.WARNING,
                        "other programs used the CPU meanwhile, so measure again when it is idle");
        assertThat(judge(1.1, with(1000, 400)).advice())
                .startsWith("choose it; other programs used the CPU meanwhile");
    }

    private Finding judge(double load, Alternative... alternatives) {
        return SpeedVerdict.judge(current, List.of(alternatives), load);
    }

    private static Alternative with(double float32, double bfloat16) {
        return new Alternative("otherwise", new Speed(float32, bfloat16), "choose it");
    }
}
