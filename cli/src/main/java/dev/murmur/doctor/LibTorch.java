package dev.murmur.doctor;

import dev.murmur.tensor.Gpus;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Whether libtorch loads here, and what it can use.
final class LibTorch {
    private LibTorch() {}

    /// Loads the library; the first finding says whether that worked, and is alone if not.
    ///
    /// @param driver whether this machine has an NVIDIA driver
    static List<Finding> findings(int cores, boolean driver) {
        String version = String.valueOf(Tensor.class.getPackage().getImplementationVersion());
        try {
            var findings = new ArrayList<Finding>();
            int threads = torch.get_num_threads();
            String capability = torch.get_cpu_capability().getString();
            findings.add(Finding.ok("libtorch", version + ", kernels for " + capability));
            findings.add(threads(threads, cores));
            findings.add(gpu(Gpus.isBuilt(), torch.cuda_is_available(), driver));
            return findings;
        } catch (LinkageError e) {
            return List.of(
                    Finding.broken(
                            "libtorch",
                            version + " does not load: " + e.getMessage(),
                            "the CUDA build (MURMUR_GPU=1) needs CUDA 13, cuDNN 9 and NCCL; the"
                                    + " other one needs glibc 2.28 and 1 GB in ~/.javacpp"));
        }
    }

    static Finding threads(int threads, int cores) {
        return threads >= cores
                ? Finding.ok("threads", threads + " for arithmetic")
                : Finding.warning(
                        "threads",
                        threads + " for arithmetic on " + cores + " cores",
                        "if not intended, unset OMP_NUM_THREADS and MKL_NUM_THREADS");
    }

    /// @param built whether the natives are those for CUDA
    /// @param available whether libtorch can use a GPU
    /// @param driver whether this machine has an NVIDIA driver
    static Finding gpu(boolean built, boolean available, boolean driver) {
        if (available) {
            return Finding.ok("gpu", "CUDA is available");
        }
        if (built) {
            return Finding.broken(
                    "gpu",
                    "built for CUDA, but no GPU can be used",
                    "check nvidia-smi, or build for the CPU: unset MURMUR_GPU");
        }
        return driver
                ? Finding.warning(
                        "gpu",
                        "an NVIDIA driver is here, but this build is for the CPU",
                        "MURMUR_GPU=1 ./murmur ... builds for CUDA")
                : Finding.ok("gpu", "none; this build is for the CPU");
    }
}
