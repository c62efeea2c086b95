package dev.murmur.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class NativeHeapTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int PIECES = 400;
    private static final int MEGABYTE = 1 << 20;

    @Test
    void pagesBetweenPiecesInUseAreGivenBack() throws IOException {
        assumeThat(STATUS).exists();
        try (var _ = new TensorScope()) {
            List<Tensor> pieces = new ArrayList<>();
            for (int i = 0; i < PIECES; i++) {
                pieces.add(torch.ones(MEGABYTE / Float.BYTES));
            }
            for (int i = 0; i < PIECES; i++) {
                if (i % 8 != 7) { // what stays keeps the heap from shrinking at its end
                    pieces.get(i).close();
                }
            }
            long before = resident();
            NativeHeap.trim();
            assertThat(before - resident()).isGreaterThan(PIECES / 2L * MEGABYTE);
            assertThat(pieces.get(7).sum().item_float()).isEqualTo(MEGABYTE / Float.BYTES);
        }
    }

    private static long resident() throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
