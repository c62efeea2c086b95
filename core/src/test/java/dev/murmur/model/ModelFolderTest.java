package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFolderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path temporary;
    private Path source;

    @BeforeEach
    void writeSource() throws IOException {
        source = TinyModels.folder(temporary.resolve("source"), true);
        Files.writeString(source.resolve("tokenizer.json"), "{}");
        Files.writeString(source.resolve("chat_template.jinja"), "{{ x }}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSavedModelIsTheSameModel(boolean tied) {
        TinyModels.folder(source, tied);
        Path target = temporary.resolve("target");
        var before = new ArrayList<double[]>();
        try (CausalLm model = CausalLm.random(source, 7)) {
            model.save(target, "card");
            model.parameters().all().values().forEach(w -> before.add(Tensors.toDoubles(w)));
        }
        assertThat(target.resolve("tokenizer.json")).hasContent("{}");
        assertThat(target.resolve("chat_template.jinja")).hasContent("{{ x }}");
        assertThat(target.resolve("README.md")).hasContent("card");
        try (CausalLm model = CausalLm.frozen(target, Dtype.FLOAT32)) {
            var after = new ArrayList<double[]>();
            model.parameters().all().values().forEach(w -> after.add(Tensors.toDoubles(w)));
            assertThat(after).usingRecursiveComparison().isEqualTo(before);
        }
    }

    @Test
    void aLanguageModelBecomesARewardModelWithANewHead() throws IOException {
        Path language = temporary.resolve("language");
        Path reward = temporary.resolve("reward");
        try (CausalLm model = CausalLm.random(source, 7)) {
            model.save(language, "");
        }
        try (ScalarModel model = ScalarModel.trainable(language, Dtype.FLOAT32, 1)) {
            model.save(reward, "");
        }
        JsonNode config = JSON.readTree(reward.resolve("config.json").toFile());
        assertThat(config.path("architectures").path(0).asText())
                .isEqualTo("LlamaForSequenceClassification");
        assertThat(config.path("id2label")).hasSize(1);
        try (ScalarModel model = ScalarModel.frozen(reward, Dtype.FLOAT32)) {
            Tensor head = model.parameters().all().get("score.weight");
            assertThat(Tensors.toDoubles(head)).hasSize(32);
            assertThat(head.abs().max().item_double()).isGreaterThan(1e-3);
        }
        assertThatThrownBy(() -> ScalarModel.frozen(language, Dtype.FLOAT32))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("has no 'score.weight'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model_type|\"bert\"|model_type is 'bert', which is not implemented; known: gemma2, llama, mistral, mixtral, phi3, qwen2, qwen3",
                "hidden_act|\"gelu\"|hidden_act is \"gelu\", which is not implemented; only silu is",
                "attention_bias|1|attention_bias is 1, expected true or false",
                "rope_scaling|{\"rope_type\":\"yarn\"}|rope_scaling: rope_type is \"yarn\", which is not implemented; default, linear and llama3 are",
                "hidden_size|\"big\"|hidden_size is \"big\", expected an integer",
                "num_key_value_heads|3|num_key_value_heads is 3, must divide num_attention_heads 4"
            })
    void aSettingThatIsNotImplementedIsNamed(String key, String value, String message)
            throws IOException {
        edit(key, JSON.readTree(value));
        assertThatThrownBy(() -> ModelFolder.open(source))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(message);
    }

    @Test
    void aMissingFolderOrConfigIsNamed() throws IOException {
        assertThatThrownBy(() -> ModelFolder.open(temporary.resolve("nowhere")))
                .hasMessageContaining("nowhere is not a folder");
        Files.delete(source.resolve("config.json"));
        assertThatThrownBy(() -> ModelFolder.open(source))
                .hasMessageContaining("source has no config.json");
    }

    @Test
    void missingWeightsAndWrongShapesAreNamed() throws IOException {
        assertThatThrownBy(() -> CausalLm.frozen(source, Dtype.FLOAT32))
                .hasMessageContaining(
                        "has no weights: none of model.safetensors, pytorch_model.bin or their .index.json is there");
        try (CausalLm model = CausalLm.random(source, 7)) {
            model.save(temporary.resolve("saved"), "");
        }
        Files.copy(
                temporary.resolve("saved/model.safetensors"), source.resolve("model.safetensors"));
        edit("intermediate_size", JSON.readTree("64"));
        assertThatThrownBy(() -> CausalLm.frozen(source, Dtype.FLOAT32))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(
                        "'model.layers.0.mlp.gate_proj.weight' has shape [48, 32], config.json expects [64, 32]");
    }

    @Test
    void aTokenizerLargerThanTheEmbeddingIsRefused() {
        ModelFolder folder = ModelFolder.open(source);
        folder.requireVocabulary(64);
        assertThatThrownBy(() -> folder.requireVocabulary(65))
                .hasMessageContaining("the tokenizer has ids up to 64, the embedding only 64 rows");
    }

    @Test
    void generationConfigOverridesTheIdsOfConfig() throws IOException {
        assertThat(ModelFolder.open(source).ids("eos_token_id")).containsExactly(2);
        Files.writeString(source.resolve("generation_config.json"), "{\"eos_token_id\": [5, 6]}");
        assertThat(ModelFolder.open(source).ids("eos_token_id")).containsExactly(5, 6);
    }

    private void edit(String key, JsonNode value) throws IOException {
        Path file = source.resolve("config.json");
        ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
        config.set(key, value);
        JSON.writeValue(file.toFile(), config);
    }
}
