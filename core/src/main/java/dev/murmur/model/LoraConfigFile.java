package dev.murmur.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// PEFT's `adapter_config.json`. What would change the result and is not implemented is refused by
/// name.
final class LoraConfigFile {
    static final String NAME = "adapter_config.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> READ =
            Set.of(
                    "peft_type",
                    "r",
                    "lora_alpha",
                    "lora_dropout",
                    "use_rslora",
                    "target_modules",
                    "rank_pattern",
                    "alpha_pattern",
                    "bias",
                    "init_lora_weights");

    /// Says where an adapter comes from, how it was made, or what an option that is off would do.
    private static final Set<String> WITHOUT_EFFECT =
            Set.of(
                    "auto_mapping",
                    "base_model_name_or_path",
                    "inference_mode",
                    "megatron_core",
                    "peft_version",
                    "qalora_group_size",
                    "revision",
                    "task_type",
                    "exclude_modules",
                    "layers_to_transform",
                    "layers_pattern",
                    "runtime_config");

    private LoraConfigFile() {}

    static ObjectNode json(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            throw new CheckpointException(folder + " has no " + NAME + "; is it a PEFT adapter?");
        }
        try {
            if (JSON.readTree(file.toFile()) instanceof ObjectNode object) {
                return object;
            }
            throw new CheckpointException(file + " is not a JSON object");
        } catch (IOException e) {
            throw new CheckpointException(file + " is not JSON: " + e.getMessage(), e);
        }
    }

    static LoraConfig read(ObjectNode json, Path folder) {
        Path file = folder.resolve(NAME);
        require(json, "peft_type", "LORA", file);
        require(json, "bias", "none", file);
        requireOrdinaryStart(json, file);
        json.properties().stream()
                .filter(entry -> !READ.contains(entry.getKey()))
                .filter(entry -> !WITHOUT_EFFECT.contains(entry.getKey()))
                .filter(entry -> !isOff(entry.getValue()))
                .findFirst()
                .ifPresent(entry -> {
                    throw new CheckpointException(
                            file
                                    + ": "
                                    + entry.getKey()
                                    + " is "
                                    + entry.getValue()
                                    + ", which is not implemented; must be off or left out");
                });
        try {
            return new LoraConfig(
                    json.path("r").asInt(0),
                    json.path("lora_alpha").asDouble(8),
                    json.path("use_rslora").asBoolean(false),
                    json.path("lora_dropout").asDouble(0),
                    targets(json.path("target_modules")),
                    ranks(json.path("rank_pattern")),
                    alphas(json.path("alpha_pattern")));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file + ": " + e.getMessage(), e);
        }
    }

    private static void require(ObjectNode json, String key, String only, Path file) {
        String value = json.path(key).asText(only);
        if (!value.equals(only)) {
            throw new CheckpointException(
                    file
                            + ": "
                            + key
                            + " is '"
                            + value
                            + "', which is not implemented; only '"
                            + only
                            + "' is");
        }
    }

    /// Others than these change the base's weights before the adapter is added.
    private static void requireOrdinaryStart(ObjectNode json, Path file) {
        JsonNode start = json.path("init_lora_weights");
        if (start.isTextual() && !start.asText().equals("gaussian")) {
            throw new CheckpointException(
                    file
                            + ": init_lora_weights is '"
                            + start.asText()
                            + "', which is not implemented: it changes the base; only true, false and"
                            + " 'gaussian' are (PEFT converts such adapters when it saves them)");
        }
    }

    private static boolean isOff(JsonNode value) {
        return value.isNull()
                || (value.isBoolean() && !value.asBoolean())
                || (value.isContainerNode() && value.isEmpty());
    }

    private static LoraTargets targets(JsonNode node) {
        if (node.isArray()) {
            return new LoraTargets.Names(node.valueStream().map(JsonNode::asText).toList());
        }
        String text = node.asText("");
        if (text.isEmpty()) {
            throw new IllegalArgumentException(
                    "target_modules is "
                            + node
                            + ", must be a list of names, a regular expression or 'all-linear'");
        }
        return text.equalsIgnoreCase("all-linear")
                ? new LoraTargets.AllLinear()
                : new LoraTargets.Matching(pattern("target_modules", text));
    }

    private static Map<String, Integer> ranks(JsonNode node) {
        var ranks = new LinkedHashMap<String, Integer>();
        node.properties()
                .forEach(entry ->
                        ranks.put(
                                pattern("rank_pattern", entry.getKey()).pattern(),
                                entry.getValue().asInt()));
        return ranks;
    }

    private static Map<String, Double> alphas(JsonNode node) {
        var alphas = new LinkedHashMap<String, Double>();
        node.properties()
                .forEach(entry ->
                        alphas.put(
                                pattern("alpha_pattern", entry.getKey()).pattern(),
                                entry.getValue().asDouble()));
        return alphas;
    }

    private static Pattern pattern(String key, String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    key + " has '" + expression + "', which is no regular expression", e);
        }
    }

    /// What PEFT needs to load an adapter made here.
    static ObjectNode json(LoraConfig config) {
        ObjectNode json = JSON.createObjectNode().put("peft_type", "LORA");
        json.put("r", config.rank());
        json.set("lora_alpha", number(config.alpha()));
        json.put("lora_dropout", config.dropout());
        json.put("use_rslora", config.rankStabilized());
        switch (config.targets()) {
            case LoraTargets.Names(var names) -> {
                var list = json.putArray("target_modules");
                names.forEach(list::add);
            }
            case LoraTargets.Matching(Pattern pattern) ->
                    json.put("target_modules", pattern.pattern());
            case LoraTargets.AllLinear _ -> json.put("target_modules", "all-linear");
        }
        json.set("rank_pattern", JSON.valueToTree(config.rankPattern()));
        json.set("alpha_pattern", JSON.valueToTree(config.alphaPattern()));
        json.put("bias", "none").put("fan_in_fan_out", false).put("inference_mode", true);
        return json;
    }

    /// PEFT declares alpha a whole number, and most are.
    private static JsonNode number(double value) {
        return value == Math.rint(value)
                ? JSON.getNodeFactory().numberNode((long) value)
                : JSON.getNodeFactory().numberNode(value);
    }

    static void write(Path folder, ObjectNode json) throws IOException {
        JSON.writerWithDefaultPrettyPrinter().writeValue(folder.resolve(NAME).toFile(), json);
    }
}
