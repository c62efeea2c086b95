package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitializerRangeTest {
    @TempDir Path folder;

    @Test
    void newWeightsAreAsLargeAsTheConfigurationSays() throws IOException {
        TinyModels.folder(folder, true);
        Path config = folder.resolve("config.json");
        assertThat(deviation()).isCloseTo(0.02, within(0.002));
        Files.writeString(
                config,
                Files.readString(config)
                        .replace(
                                "\"bos_token_id\"",
                                "\"initializer_range\": 0.1, \"bos_token_id\""));
        assertThat(deviation()).isCloseTo(0.1, within(0.01));
    }

    private double deviation() {
        try (CausalLm model = CausalLm.random(folder, 1);
                var _ = new TensorScope()) {
            return model.parameters().all().get("model.embed_tokens.weight").std().item_double();
        }
    }
}
