package dev.murmur.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExaminationTest {
    @TempDir private Path folder;

    @Test
    void thisMachineCanRunMurmurAndIsMeasuredInTwoWays() throws IOException, InterruptedException {
        Examination examination = Examination.of(folder);

        assertThat(examination.healthy()).isTrue();
        assertThat(examination.speed().orElseThrow().float32()).isPositive().isFinite();
        assertThat(examination.speed().orElseThrow().bfloat16()).isPositive().isFinite();
        Finding speed = examination.findings().getLast();
        assertThat(speed.topic()).isEqualTo("speed");
        assertThat(speed.value()).doesNotContain("not compared");
    }

    @Test
    void oneBrokenThingIsEnough() {
        var findings =
                List.of(Finding.ok("a", ""), Finding.warning("b", "", ""), Finding.ok("c", ""));
        assertThat(new Examination(findings, Optional.empty()).healthy()).isTrue();

        var broken = List.of(Finding.ok("a", ""), Finding.broken("b", "", ""));
        assertThat(new Examination(broken, Optional.empty()).healthy()).isFalse();
    }
}
