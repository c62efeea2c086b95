package dev.murmur.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.data.AtomicFiles;
import dev.murmur.nn.Linear;
import dev.murmur.nn.LowRank;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Shapes;
import dev.murmur.tensor.TensorScope;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Low-rank additions to linear layers of a model, in PEFT's format: `adapter_config.json` and
/// `adapter_model.safetensors`. Owns its tensors, float32 whatever the base is, and nothing of the
/// base.
public final class LoraAdapter implements AutoCloseable {
    static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";
    private static final String PREFIX = "base_model.model.";
    private static final String WEIGHTS = "adapter_model.safetensors";

    private final String origin;
    private final LoraConfig config;
    private final ObjectNode json;
    private final Parameters parameters;
    private final Predicate<String> adapts; // by a module's name
    private final Map<String, Tensor> read; // float32 copies; none of a new adapter
    private final Map<String, Dtype> stored; // what the file holds; nothing of a new adapter
    private final Map<String, LowRank> additions = new LinkedHashMap<>(); // by a module's name

    private LoraAdapter(
            String origin,
            LoraConfig config,
            ObjectNode json,
            Parameters parameters,
            Predicate<String> adapts,
            Map<String, Tensor> read,
            Map<String, Dtype> stored) {
        this.origin = origin;
        this.config = config;
        this.json = json;
        this.parameters = parameters;
        this.adapts = adapts;
        this.read = read;
        this.stored = stored;
    }

    /// Opens an adapter for sampling and scoring.
    ///
    /// @throws CheckpointException if it is not one that loads, naming the setting or tensor
    public static LoraAdapter frozen(Path folder) {
        return open(folder, false);
    }

    /// Opens an adapter to train it further: its tensors require gradients.
    ///
    /// @throws CheckpointException as [#frozen], or if it has dropout, which is not implemented
    public static LoraAdapter trainable(Path folder) {
        return open(folder, true);
    }

    /// A new adapter to be trained, which changes nothing yet: A as PEFT draws it, B zero.
    ///
    /// @param seed keys A
    public static LoraAdapter fresh(LoraConfig config, long seed) {
        requireNoDropout("new adapter", config);
        return new LoraAdapter(
                "new adapter",
                config,
                LoraConfigFile.json(config),
                Parameters.made("new adapter", true, NewWeights.lora(seed)),
                config.targets()::match,
                Map.of(),
                Map.of());
    }

    private static LoraAdapter open(Path folder, boolean trainable) {
        ObjectNode json = LoraConfigFile.json(folder);
        LoraConfig config = LoraConfigFile.read(json, folder);
        if (trainable) {
            requireNoDropout(folder.resolve(LoraConfigFile.NAME).toString(), config);
        }
        Path file = folder.resolve(WEIGHTS);
        if (!Files.exists(file)) {
            throw new CheckpointException(folder + " has no " + WEIGHTS);
        }
        var tensors = new LinkedHashMap<String, Tensor>();
        var stored = new LinkedHashMap<String, Dtype>();
        try (Arena arena = Arena.ofShared();
                var _ = new TensorScope()) {
            WeightFile opened = WeightFile.open(file, arena);
            for (String name : opened.tensors().keySet()) {
                Tensor tensor = opened.tensor(name);
                stored.put(name, Dtype.of(tensor));
                tensors.put(name, tensor.to(ScalarType.Float).clone().retainReference());
            }
        }
        return new LoraAdapter(
                folder.toString(),
                config,
                json,
                Parameters.made(
                        folder.toString(),
                        trainable,
                        (name, shape) -> take(tensors, file, name, shape)),
                module -> stored.containsKey(PREFIX + module + A),
                tensors,
                stored);
    }

    private static Tensor take(Map<String, Tensor> tensors, Path file, String name, long[] shape) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new CheckpointException(file + " has no '" + name + "'; is it complete?");
        }
        if (!Arrays.equals(Shapes.of(tensor), shape)) {
            throw new CheckpointException(
                    file
                            + ": '"
                            + name
                            + "' has shape "
                            + Arrays.toString(Shapes.of(tensor))
                            + ", the base and "
                            + LoraConfigFile.NAME
                            + " expect "
                            + Arrays.toString(shape));
        }
        return tensor;
    }

    private static void requireNoDropout(String where, LoraConfig config) {
        if (config.dropout() > 0) {
            throw new CheckpointException(
                    where
                            + ": lora_dropout is "
                            + config.dropout()
                            + ", which training does not apply; must be 0");
        }
    }

    /// A and B of every adapted layer: what training changes, and all of it that requires
    /// gradients.
    public Parameters parameters() {
        return parameters;
    }

    public LoraConfig config() {
        return config;
    }

    /// A base's weights with the additions to its linear layers.
    Weights over(Weights base) {
        return new Weights() {
            @Override
            public Tensor get(String name, long... shape) {
                return base.get(name, shape);
            }

            @Override
            public Linear linear(String name, long out, long in) {
                return adapted(name, base.linear(name, out, in), out, in);
            }

            @Override
            public Linear biasedLinear(String name, long out, long in) {
                return adapted(name, base.biasedLinear(name, out, in), out, in);
            }
        };
    }

    private Linear adapted(String module, Linear base, long out, long in) {
        if (!adapts.test(module)) {
            return base;
        }
        int rank = config.rankOf(module);
        var addition =
                new LowRank(
                        parameters.get(PREFIX + module + A, rank, in),
                        parameters.get(PREFIX + module + B, out, rank),
                        config.scaleOf(module));
        additions.put(module, addition);
        return base.with(addition);
    }

    /// Trains a whole weight besides, PEFT's `modules_to_save`: the head of a reward model, which
    /// low-rank additions cannot make of nothing.
    ///
    /// @param module name of its layer, such as `score`
    /// @param start what it is in the base
    /// @return a float32 copy that requires gradients
    Tensor alsoTrain(String module, Tensor start) {
        json.putArray("modules_to_save").add(module);
        json.put("task_type", "SEQ_CLS");
        try (var _ = new TensorScope()) {
            Tensor copy = start.detach().to(ScalarType.Float).clone();
            return parameters.adopt(PREFIX + module + ".weight", copy);
        }
    }

    /// @throws CheckpointException if the base has no layer for some tensor, or for any
    void requireFitted() {
        Set<String> left = new TreeSet<>(stored.keySet());
        left.removeAll(parameters.all().keySet());
        if (!left.isEmpty()) {
            throw new CheckpointException(
                    origin
                            + " has '"
                            + left.iterator().next()
                            + "' ("
                            + left.size()
                            + " such), which adds to no linear layer of the base; was it trained on this"
                            + " model?");
        }
        if (additions.isEmpty()) {
            throw new CheckpointException(
                    origin
                            + ": target_modules is "
                            + json.path("target_modules")
                            + ", which matches no linear layer of the base");
        }
    }

    /// A weight of the base with what is added to it, or what it was replaced by, or as it is.
    ///
    /// @param name such as `model.layers.0.self_attn.q_proj.weight`
    /// @return float32 where something was added
    Tensor merged(String name, Tensor weight) {
        Tensor whole = parameters.all().get(PREFIX + name);
        if (whole != null) {
            return whole;
        }
        LowRank addition =
                name.endsWith(".weight")
                        ? additions.get(name.substring(0, name.length() - ".weight".length()))
                        : null;
        return addition == null ? weight : addition.mergedInto(weight);
    }

    /// Writes a folder that PEFT loads.
    ///
    /// @param base folder of the model that it adds to
    void save(Path target, Path base, String card) {
        ObjectNode copy = json.deepCopy();
        copy.put("base_model_name_or_path", base.toString());
        if (!copy.hasNonNull("task_type")) {
            copy.put("task_type", "CAUSAL_LM");
        }
        AtomicFiles.writeFolder(
                target,
                folder -> {
                    SafetensorsWriter.write(
                            folder.resolve(WEIGHTS),
                            parameters.all(),
                            (name, _) -> stored.getOrDefault(name, Dtype.FLOAT32),
                            (_, tensor) -> tensor);
                    LoraConfigFile.write(folder, copy);
                    Files.writeString(folder.resolve("README.md"), card);
                });
    }

    @Override
    public void close() {
        parameters.close();
        read.values().forEach(Tensor::releaseReference);
    }
}
