package dev.murmur.bench.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class WorkloadsTest {
    @Test
    void eachHasANameOfItsOwnAndAScript() {
        assertThat(Workloads.ALL).isNotEmpty().extracting(Workload::name).doesNotHaveDuplicates();
        assertThat(Workloads.ALL).allMatch(w -> Files.exists(Path.of("peers", w.peer().script())));
    }

    @Test
    void anUnknownNameIsRefusedWithThoseThatExist() {
        assertThatThrownBy(() -> Workloads.named("dpo"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "there is no workload 'dpo'; there are dpo-15m, dpo-15m-bf16, ");
    }
}
