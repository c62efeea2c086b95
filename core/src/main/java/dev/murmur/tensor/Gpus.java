package dev.murmur.tensor;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/// What there is of NVIDIA's GPUs.
///
/// @param built whether the natives are those for CUDA
/// @param cards that can be used
public record Gpus(boolean built, int cards) {
    /// In this process. The natives are loaded only if they are those for CUDA.
    public static Gpus here() {
        boolean built = isBuilt();
        return new Gpus(built, built ? torch.cuda_device_count() : 0);
    }

    /// Whether the natives are those for CUDA: of the Maven profile `gpu`.
    public static boolean isBuilt() {
        String natives = "/org/bytedeco/pytorch/" + Loader.getPlatform() + "-gpu/";
        return Gpus.class.getResource(natives + System.mapLibraryName("jnitorch")) != null;
    }

    /// @param choice as the user wrote it
    /// @param card its number
    void require(String choice, int card) {
        if (!built) {
            throw new IllegalArgumentException(
                    "device is "
                            + choice
                            + ", but this build is for the CPU; MURMUR_GPU=1 ./murmur ... builds for"
                            + " CUDA (the Maven profile gpu), or take cpu");
        }
        if (cards == 0) {
            throw new IllegalArgumentException(
                    "device is "
                            + choice
                            + ", but libtorch finds no GPU that it can use; murmur doctor says what is"
                            + " missing, or take cpu");
        }
        if (card >= cards) {
            throw new IllegalArgumentException(
                    "device is "
                            + choice
                            + ", but the GPUs here are cuda:0 to cuda:"
                            + (cards - 1)
                            + "; take one of them");
        }
    }
}
