package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.golden.Golden;
import dev.murmur.nn.AttentionPlan;
import dev.murmur.nn.RotaryFrequencies;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFamiliesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EVERYTHING = AttentionPlan.UNLIMITED;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "llama-gqa|pretraining_tp|2|pretraining_tp is 2, which is not implemented; only 1 is",
                "llama-gqa|quantization_config|{}|quantization_config is {}, which is not implemented; only null is",
                "llama-gqa|rms_norm_eps|null|rms_norm_eps is null, expected a number",
                "llama-gqa|rms_norm_eps|-1|rms_norm_eps is -1, must be > 0",
                "llama-gqa|rope_scaling|\"yarn\"|rope_scaling is \"yarn\", expected an object",
                "llama-gqa|rope_scaling|{\"type\":\"linear\"}|rope_scaling: factor is missing, expected a number",
                "llama-gqa|rope_scaling|{\"type\":\"linear\",\"factor\":2,\"beta\":1}|rope_scaling: beta is 1, which is not implemented; only null is",
                "llama-gqa|rope_scaling|{\"type\":\"llama3\",\"factor\":8,\"low_freq_factor\":4,\"high_freq_factor\":4}|rope_scaling: high_freq_factor is 4, must be above low_freq_factor 4.0",
                "llama-gqa|rope_parameters|{\"full_attention\":{\"rope_theta\":1}}|rope_parameters: full_attention is {\"rope_theta\":1}, which is not implemented; only null is",
                "mistral|hidden_act|\"gelu\"|hidden_act is \"gelu\", which is not implemented; only silu is",
                "mistral|layer_types|[\"full_attention\",\"sliding_attention\"]|layer_types is [\"full_attention\",\"sliding_attention\"], but there is no sliding_window in use",
                "mistral-window|layer_types|[\"full_attention\",\"sliding_attention\"]|which is not implemented; with sliding_window every layer slides",
                "mistral-window|sliding_window|0|sliding_window is 0, must be >= 1",
                "mixtral|num_experts_per_tok|5|num_experts_per_tok is 5, must be from 1 to num_local_experts 4",
                "qwen2|rope_scaling|{\"type\":\"yarn\",\"factor\":4}|rope_scaling: type is \"yarn\", which is not implemented; default, linear and llama3 are",
                "qwen2|rope_scaling|{\"type\":\"default\",\"mrope_section\":[1]}|rope_scaling: mrope_section is [1], which is not implemented; only null is",
                "qwen3|tie_word_embeddings|\"yes\"|tie_word_embeddings is \"yes\", expected true or false",
                "gemma2|hidden_activation|\"gelu\"|hidden_activation is \"gelu\", which is not implemented; only gelu_pytorch_tanh is",
                "gemma2|use_bidirectional_attention|true|use_bidirectional_attention is true, which is not implemented; only false is",
                "gemma2|attn_logit_softcapping|0|attn_logit_softcapping is 0, must be > 0",
                "gemma2|final_logit_softcapping|\"no\"|final_logit_softcapping is \"no\", expected a number",
                "gemma2|query_pre_attn_scalar|-8|query_pre_attn_scalar is -8, must be > 0",
                "gemma2|layer_types|[\"full_attention\"]|layer_types is [\"full_attention\"], expected 3 entries",
                "gemma2|layer_types|[\"full_attention\",\"full_attention\",\"chunked_attention\"]|of which \"chunked_attention\" is not implemented; full_attention and sliding_attention are",
                "gemma2|sliding_window|null|but there is no sliding_window in use",
                "phi3|rope_scaling|{\"type\":\"longrope\"}|rope_scaling: type is \"longrope\", which is not implemented; default, linear and llama3 are",
                "phi3|partial_rotary_factor|0.75|partial_rotary_factor is 0.75, which is not implemented; only 1.0 is",
                "phi3|rope_parameters|{\"partial_rotary_factor\":0.75}|rope_parameters: partial_rotary_factor is 0.75, which is not implemented; only 1.0 is"
            })
    void aSettingThatIsNotComputedIsRefusedByName(
            String model, String key, String value, String message) throws IOException {
        ObjectNode config = configOf(model);
        config.set(key, JSON.readTree(value));
        assertThatThrownBy(() -> ModelFamilies.config(config, "config.json"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("config.json: ")
                .hasMessageContaining(message);
    }

    @Test
    void anAbsentWindowOfMistralIsNotANullOne() {
        ObjectNode config = configOf("mistral");
        assertThat(read(config).window(0)).isEqualTo(EVERYTHING);
        config.remove("sliding_window");
        assertThat(read(config).window(0)).isEqualTo(4096);
    }

    @Test
    void theWindowOfQwenCountsOnlyWhenItIsUsed() {
        ObjectNode config = configOf("qwen2");
        config.put("sliding_window", 8).put("max_window_layers", 0);
        assertThat(read(config).window(1)).isEqualTo(EVERYTHING);
        config.remove("layer_types");
        config.put("use_sliding_window", true).put("max_window_layers", 1);
        assertThat(read(config).window(0)).isEqualTo(EVERYTHING);
        assertThat(read(config).window(1)).isEqualTo(8);
    }

    @Test
    void gemmaSlidesEveryOtherLayerAndCapsUnlessToldOtherwise() {
        ObjectNode config = configOf("gemma2-older");
        assertThat(read(config).window(0)).isEqualTo(7);
        assertThat(read(config).window(1)).isEqualTo(EVERYTHING);
        assertThat(read(config).architecture().scoreCap()).isNull();
        config.remove("attn_logit_softcapping");
        config.remove("tie_word_embeddings");
        assertThat(read(config).architecture().scoreCap()).extracting("limit").isEqualTo(50.0);
        assertThat(read(config).tiedHead()).isTrue();
    }

    @Test
    void theRotaryBaseIsReadFromBothPlaces() {
        ObjectNode config = configOf("llama-gqa");
        config.remove("rope_parameters");
        assertThat(read(config).rope().theta()).isEqualTo(10000);
        config.put("rope_theta", 5e6);
        assertThat(read(config).rope().theta()).isEqualTo(5e6);
        config.putObject("rope_parameters").put("rope_theta", 1e6);
        assertThat(read(config).rope().theta()).isEqualTo(1e6);
        config.putObject("rope_scaling").put("type", "linear").put("factor", 2.0);
        assertThat(read(config).rope())
                .isEqualTo(new RotaryFrequencies(5e6, new RotaryFrequencies.Linear(2)));
    }

    private static DecoderConfig read(JsonNode config) {
        return ModelFamilies.config(config, "config.json");
    }

    private static ObjectNode configOf(String model) {
        return (ObjectNode) Golden.json("models/" + model + "/config.json");
    }
}
