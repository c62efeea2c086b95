package dev.murmur.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.doctor.Finding.Status;
import org.junit.jupiter.api.Test;

class LibTorchTest {
    @Test
    void loadsHere() {
        assertThat(LibTorch.findings(1, false))
                .extracting(Finding::topic)
                .containsExactly("libtorch", "threads", "gpu");
        assertThat(LibTorch.findings(1, false).getFirst().value())
                .startsWith("2.")
                .contains("kernels");
    }

    @Test
    void idleCoresAreNamed() {
        assertThat(LibTorch.threads(8, 8).status()).isEqualTo(Status.OK);
        assertThat(LibTorch.threads(1, 8))
                .isEqualTo(
                        Finding.warning(
                                "threads",
                                "1 for arithmetic on 8 cores",
                                "if not intended, unset OMP_NUM_THREADS and MKL_NUM_THREADS"));
    }

    @Test
    void aGpuThatIsPromisedMustBeThere() {
        assertThat(LibTorch.gpu(true, true, true).status()).isEqualTo(Status.OK);
        assertThat(LibTorch.gpu(true, false, true).status()).isEqualTo(Status.BROKEN);
        assertThat(LibTorch.gpu(false, false, false).status()).isEqualTo(Status.OK);
        assertThat(LibTorch.gpu(false, false, true))
                .extracting(Finding::status, Finding::advice)
                .containsExactly(Status.WARNING, "MURMUR_GPU=1 ./murmur ... builds for CUDA");
    }
}
