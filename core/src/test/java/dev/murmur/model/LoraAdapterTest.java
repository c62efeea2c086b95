package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.data.TokenGroup;
import dev.murmur.golden.Golden;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoraAdapterTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LoraTargets ATTENTION = new LoraTargets.Names(List.of("q_proj", "v_proj"));

    @TempDir Path temporary;

    @Test
    void aNewAdapterBeginsAsItsBaseAndOnlyItsTensorsGetGradients() {
        List<TokenGroup> groups = TinyModels.groups(4, 3, 5);
        try (CausalLm base = saved();
                CausalLm adapted =
                        base.adapted(LoraAdapter.fresh(new LoraConfig(4, 8, ATTENTION), 3));
                var _ = new TensorScope()) {
            ReplyLogProbs with = adapted.replyLogProbs(GroupBatch.of(groups));
            ReplyLogProbs without = base.replyLogProbs(GroupBatch.of(groups));
            assertThat(Tensors.toDoubles(with.sums()))
                    .containsExactly(Tensors.toDoubles(without.sums()), Offset.offset(1e-5));

            with.backward(with.sums().sum());

            assertThat(adapted.parameters().all()).hasSize(2 * 2 * 2);
            adapted.parameters()
                    .all()
                    .forEach((name, tensor) -> {
                        assertThat(tensor.requires_grad()).as(name).isTrue();
                        double moved = new Tensor(tensor.grad()).abs().max().item_double();
                        if (name.contains("lora_B")) {
                            assertThat(moved).as(name).isPositive();
                        } else {
                            assertThat(moved).as(name + ", since B is zero").isZero();
                        }
                    });
            base.parameters()
                    .all()
                    .forEach((name, tensor) ->
                            assertThat(tensor.grad().defined()).as(name).isFalse());
        }
    }

    @Test
    void aIsUniformUpToOneOverTheRootOfItsInputsAndKeyedByTheSeed() {
        double[] once = firstA(3);
        assertThat(once).containsExactly(firstA(3));
        assertThat(once).isNotEqualTo(firstA(4));
        double bound = 1 / Math.sqrt(32);
        assertThat(java.util.Arrays.stream(once).map(Math::abs).max().orElseThrow())
                .isBetween(0.9 * bound, bound);
        assertThat(java.util.Arrays.stream(once).map(x -> x * x).average().orElseThrow())
                .isCloseTo(bound * bound / 3, Offset.offset(bound * bound / 12));
    }

    /// Else each iteration's merge would round away what the one before it added.
    @Test
    void mergingTakesTheBaseAsItsFileHasItNotAsItIsComputedWith() {
        var tuning =
                new Tuning(Dtype.BFLOAT16, Optional.of(new LoraConfig(4, 8, ATTENTION)), false, 3);
        Path merged = temporary.resolve("merged");
        try (CausalLm base = saved();
                CausalLm adapted = CausalLm.trainable(temporary.resolve("base"), tuning)) {
            adapted.saveTrained(merged, Saving.of("card"));
            try (CausalLm again = CausalLm.frozen(merged, Dtype.FLOAT32)) {
                base.parameters()
                        .all()
                        .forEach((name, weight) ->
                                assertThat(Tensors.toDoubles(again.parameters().all().get(name)))
                                        .as(name)
                                        .containsExactly(Tensors.toDoubles(weight)));
            }
        }
    }

    private double[] firstA(long seed) {
        try (CausalLm base = saved();
                CausalLm adapted =
                        base.adapted(LoraAdapter.fresh(new LoraConfig(4, 8, ATTENTION), seed))) {
            return Tensors.toDoubles(
                    adapted.parameters()
                            .all()
                            .get("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"));
        }
    }

    @Test
    void targetsAreNamesAnExpressionOrAllLinearLayers() {
        assertThat(adapted(ATTENTION)).isEqualTo(4);
        assertThat(adapted(new LoraTargets.Names(List.of("layers.0.mlp.up_proj")))).isOne();
        assertThat(adapted(new LoraTargets.Matching(Pattern.compile(".*\\.1\\.mlp\\..*"))))
                .isEqualTo(3);
        assertThat(adapted(new LoraTargets.AllLinear())).isEqualTo(14);
        assertThatThrownBy(() -> adapted(new LoraTargets.Names(List.of("c_attn"))))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("[\"c_attn\"], which matches no linear layer of the base");
    }

    private int adapted(LoraTargets targets) {
        try (CausalLm base = saved();
                CausalLm adapted =
                        base.adapted(LoraAdapter.fresh(new LoraConfig(2, 4, targets), 1))) {
            return adapted.parameters().all().size() / 2;
        }
    }

    @Test
    void ranksAndScalesMayDifferByLayer() {
        var config =
                new LoraConfig(
                        8,
                        16,
                        true,
                        0,
                        ATTENTION,
                        java.util.Map.of("o_proj", 2),
                        java.util.Map.of("layers.1.mlp.up_proj", 1.0));
        assertThat(config.rankOf("model.layers.0.self_attn.o_proj")).isEqualTo(2);
        assertThat(config.rankOf("model.layers.0.self_attn.qo_proj")).isEqualTo(8);
        assertThat(config.scaleOf("model.layers.0.self_attn.o_proj")).isEqualTo(16 / Math.sqrt(2));
        assertThat(config.scaleOf("model.layers.1.mlp.up_proj")).isEqualTo(1 / Math.sqrt(8));
        assertThat(new LoraConfig(8, 16, ATTENTION).scaleOf("x")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "peft_type | \"IA3\" | peft_type is 'IA3', which is not implemented; only 'LORA' is",
                "bias | \"all\" | bias is 'all', which is not implemented; only 'none' is",
                "use_dora | true | use_dora is true, which is not implemented; must be off or left out",
                "fan_in_fan_out | true | fan_in_fan_out is true, which is not implemented",
                "modules_to_save | [\"lm_head\"] | modules_to_save is [\"lm_head\"], which is not",
                "lora_bias | true | lora_bias is true, which is not implemented",
                "something_new | {\"a\": 1} | something_new is {\"a\":1}, which is not implemented",
                "init_lora_weights | \"pissa\" | init_lora_weights is 'pissa', which is not implemented",
                "r | 0 | r is 0, must be at least 1",
                "r | 3 | lora_A.weight' has shape [4, 32], the base and adapter_config.json expect [3, 32]",
                "target_modules | null | target_modules is null, must be a list of names",
                "target_modules | \"(\" | target_modules has '(', which is no regular expression",
                "rank_pattern | {\"(\": 1} | rank_pattern has '(', which is no regular expression"
            })
    void aSettingThatIsNotImplementedIsNamed(String key, String value, String message)
            throws IOException {
        Path adapter = adapterWith(key, value);
        try (CausalLm base = CausalLm.frozen(Golden.path("models/llama-gqa"), Dtype.FLOAT32)) {
            assertThatThrownBy(() -> base.adapted(LoraAdapter.frozen(adapter)))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining(message);
        }
    }

    @Test
    void dropoutIsReadButNotTrained() throws IOException {
        Path adapter = adapterWith("lora_dropout", "0.05");
        LoraAdapter.frozen(adapter).close();
        assertThatThrownBy(() -> LoraAdapter.trainable(adapter))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("lora_dropout is 0.05, which training does not apply");
    }

    @Test
    void anAdapterOfAnotherModelOrAnIncompleteOneIsNamed() throws IOException {
        Path adapter = adapterWith("r", "4");
        try (CausalLm base = saved()) {
            assertThatThrownBy(() -> base.adapted(LoraAdapter.frozen(temporary)))
                    .hasMessageContaining("has no adapter_config.json; is it a PEFT adapter?");
        }
        try (CausalLm small = CausalLm.random(base("one-layer"), 1)) {
            assertThatThrownBy(() -> small.adapted(LoraAdapter.frozen(adapter)))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("model.layers.1.mlp.down_proj.lora_A.weight' (8 such)")
                    .hasMessageContaining("which adds to no linear layer of the base");
        }
        Files.delete(adapter.resolve("adapter_model.safetensors"));
        assertThatThrownBy(() -> LoraAdapter.frozen(adapter))
                .hasMessageContaining("has no adapter_model.safetensors");
    }

    @Test
    void anAdapterOnHalfPrecisionWeightsAddsInFloat32() {
        Path bf16 = Golden.path("models/llama-bf16");
        try (CausalLm base = CausalLm.frozen(bf16, Dtype.BFLOAT16);
                CausalLm adapted =
                        base.adapted(LoraAdapter.fresh(new LoraConfig(4, 8, ATTENTION), 3));
                var _ = new TensorScope()) {
            assertThat(adapted.parameters().all().values())
                    .extracting(Dtype::of)
                    .containsOnly(Dtype.FLOAT32);
            GroupBatch batch = GroupBatch.of(TinyModels.groups(2, 2, 5));
            assertThat(Tensors.toDoubles(adapted.replyLogProbs(batch).sums()))
                    .containsExactly(Tensors.toDoubles(base.replyLogProbs(batch).sums()));
        }
    }

    /// One of PEFT's with a setting of its own.
    private Path adapterWith(String key, String value) throws IOException {
        Path adapter = Files.createDirectory(temporary.resolve("adapter"));
        Path golden = Golden.path("lora/names");
        ObjectNode config =
                (ObjectNode) JSON.readTree(golden.resolve("adapter_config.json").toFile());
        config.set(key, JSON.readTree(value));
        JSON.writeValue(adapter.resolve("adapter_config.json").toFile(), config);
        Files.copy(
                golden.resolve("adapter_model.safetensors"),
                adapter.resolve("adapter_model.safetensors"));
        return adapter;
    }

    /// The golden model's shape with one layer.
    private Path base(String name) throws IOException {
        Path folder = Files.createDirectories(temporary.resolve(name));
        ObjectNode config = (ObjectNode) Golden.json("models/llama-gqa/config.json");
        JSON.writeValue(folder.resolve("config.json").toFile(), config.put("num_hidden_layers", 1));
        return folder;
    }

    private CausalLm saved() {
        Path folder = temporary.resolve("base");
        if (!Files.exists(folder)) {
            try (CausalLm model = TinyModels.random(temporary.resolve("shape"), false, 7)) {
                model.save(folder, "");
            }
        }
        return CausalLm.frozen(folder, Dtype.FLOAT32);
    }
}
