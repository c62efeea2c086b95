package dev.murmur.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
    private static final Gpus CPU_BUILD = new Gpus(false, 0);
    private static final Gpus NO_CARD = new Gpus(true, 0);
    private static final Gpus TWO = new Gpus(true, 2);

    @ParameterizedTest
    @CsvSource({"auto, cuda", "cuda, cuda", "cuda:0, cuda:0", "cuda:1, cuda:1", "cpu, cpu"})
    void withGpusEachCanBeChosenAndAutoTakesTheFirst(String choice, String device) {
        assertThat(Device.choose(choice, TWO)).isEqualTo(new Device(device));
    }

    @Test
    void withoutAGpuAutoIsTheCpu() {
        assertThat(Device.choose("auto", CPU_BUILD)).isEqualTo(Device.CPU);
        assertThat(Device.choose("auto", NO_CARD)).isEqualTo(Device.CPU);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "cuda:", "cuda:-1", "cuda:1000", "CUDA", "", "mps"})
    void whatIsNoDeviceIsRefused(String choice) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Device.choose(choice, TWO))
                .withMessage("device is '" + choice + "', must be auto, cpu, cuda or cuda:N");
    }

    @Test
    void aGpuThatCannotBeHadIsRefusedSayingWhatIsThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Device.choose("cuda", CPU_BUILD))
                .withMessage(
                        "device is cuda, but this build is for the CPU; MURMUR_GPU=1 ./murmur ..."
                                + " builds for CUDA (the Maven profile gpu), or take cpu");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Device.choose("cuda:0", NO_CARD))
                .withMessage(
                        "device is cuda:0, but libtorch finds no GPU that it can use; murmur doctor"
                                + " says what is missing, or take cpu");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Device.choose("cuda:2", TWO))
                .withMessage(
                        "device is cuda:2, but the GPUs here are cuda:0 to cuda:1; take one of"
                                + " them");
    }

    @Test
    void countsWhereItWasCalledAndNowhereElse() {
        var other = new Device("meta");
        assertThat(other.call(Device::current)).isEqualTo(other);
        assertThat(Device.current()).isEqualTo(Device.CPU);
    }
}
