package dev.murmur.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpuTest {
    @Test
    void readsTheFirstProcessor() {
        Cpu cpu =
                Cpu.parse(
                        List.of(
                                "processor\t: 0",
                                "model\t\t: 2",
                                "model name\t: AMD EPYC 9654",
                                "flags\t\t: fpu avx2 avx512f avx512_bf16",
                                "processor\t: 1",
                                "model name\t: another"));

        assertThat(cpu.flags()).containsExactlyInAnyOrder("fpu", "avx2", "avx512f", "avx512_bf16");
        assertThat(cpu.finding(2))
                .isEqualTo(Finding.ok("cpu", "AMD EPYC 9654, 2 cores avx2 avx512f avx512_bf16"));
    }

    @Test
    void aFileThatSaysNothingLeavesTheArchitecture() {
        assertThat(Cpu.parse(List.of()).model()).isEqualTo(System.getProperty("os.arch"));
    }

    @Test
    void thisMachineHasAProcessor() throws IOException {
        assertThat(Cpu.read().model()).isNotBlank();
    }
}
