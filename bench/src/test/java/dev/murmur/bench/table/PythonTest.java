package dev.murmur.bench.table;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class PythonTest {
    @Test
    void anInterpreterThatIsNotThereIsRefusedWithTheWayToMakeOne() {
        assertThatThrownBy(() -> Python.require(Path.of("no", "such", "python")))
                .isInstanceOf(BenchException.class)
                .hasMessage(
                        """
                        no/such/python cannot run the peers (it cannot be started). Make an environment for them, some 2 GB:
                          python3 -m venv target/bench/venv
                          target/bench/venv/bin/pip install -r bench/peers/requirements.txt
                        or name one with --python.\
                        """);
    }
}
