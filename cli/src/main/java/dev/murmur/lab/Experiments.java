package dev.murmur.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.murmur.data.DataException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a lab compares: recipes, and arms that each change something in one of them.
///
/// @param bases recipes by name, to be changed by the arms
/// @param evaluation the recipe that measures every arm's model alike
/// @param arms rows of the table by name, in order; an arm may use what earlier ones left
record Experiments(Map<String, Base> bases, ObjectNode evaluation, Map<String, Arm> arms) {
    private static final ObjectMapper YAML =
            YAMLMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .build();

    /// A recipe without `name`, `seed` and `output`.
    ///
    /// @param model where in its run folder the trained model lies
    record Base(String model, ObjectNode recipe) {}

    /// One row: a training and the measurement of its model, or another measurement of an earlier
    /// arm's model.
    ///
    /// @param title what it is, for people
    /// @param base the recipe that trains, none if `of` names what is measured
    /// @param set what differs in that recipe, by key
    /// @param needs an arm above whose run this one's recipe reads
    /// @param of the arm whose model is measured, where nothing is trained; none measures the start
    /// @param measure what differs in the evaluation's recipe, by key
    record Arm(
            String title,
            @Nullable String base,
            @Nullable Map<String, JsonNode> set,
            @Nullable String needs,
            @Nullable String of,
            @Nullable Map<String, JsonNode> measure) {
        /// The arm that must have run.
        Optional<String> before() {
            return Optional.ofNullable(of == null ? needs : of);
        }

        Map<String, JsonNode> changes() {
            return set == null ? Map.of() : set;
        }

        Map<String, JsonNode> measurement() {
            return measure == null ? Map.of() : measure;
        }
    }

    Experiments {
        bases = new LinkedHashMap<>(bases);
        arms = new LinkedHashMap<>(arms);
    }

    /// @param file its name, for messages
    /// @param values what `${name}` stands for in the text
    /// @throws DataException naming the file and what is wrong in it
    static Experiments read(String file, String text, Map<String, String> values) {
        String filled = text;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace("${" + value.getKey() + "}", escaped(value.getValue()));
        }
        try {
            Experiments read = YAML.readValue(filled, Experiments.class);
            read.check(file);
            return read;
        } catch (JsonProcessingException e) {
            throw new DataException(file + ": " + e.getOriginalMessage(), e);
        }
    }

    /// The arms of these names, in the file's order.
    ///
    /// @param names all if empty
    /// @throws DataException if there is no such arm, or one needs another that is not named
    Map<String, Arm> arms(List<String> names) {
        for (String name : names) {
            if (!arms.containsKey(name)) {
                throw new DataException(
                        "'" + name + "' is not an arm; there are " + new TreeSet<>(arms.keySet()));
            }
        }
        var chosen = new LinkedHashMap<>(arms);
        chosen.keySet().removeIf(name -> !names.isEmpty() && !names.contains(name));
        chosen.forEach((name, arm) -> {
            arm.before()
                    .filter(other -> !chosen.containsKey(other))
                    .ifPresent(other -> {
                        throw new DataException(
                                name + " needs the model of " + other + ", so name that arm too");
                    });
        });
        return chosen;
    }

    /// The arm whose training made the model that an arm measures; none for the start.
    Optional<String> trained(String name) {
        Arm arm = Objects.requireNonNull(arms.get(name), name);
        if (arm.of() != null) {
            return trained(arm.of());
        }
        return arm.base() == null ? Optional.empty() : Optional.of(name);
    }

    /// What an arm that trains changes.
    Base baseOf(String name) {
        Arm arm = Objects.requireNonNull(arms.get(name), name);
        return Objects.requireNonNull(bases.get(Objects.requireNonNull(arm.base(), name)), name);
    }

    private void check(String file) {
        var before = new TreeSet<String>();
        arms.forEach((name, arm) -> {
            if (arm.of() != null && (arm.base() != null || arm.needs() != null)) {
                throw new DataException(
                        file + ": " + name + " has 'of', so it has neither 'base' nor 'needs'");
            }
            if (arm.base() != null && !bases.containsKey(arm.base())) {
                throw new DataException(
                        "%s: %s has the base '%s'; there are %s"
                                .formatted(file, name, arm.base(), new TreeSet<>(bases.keySet())));
            }
            arm.before()
                    .filter(other -> !before.contains(other))
                    .ifPresent(other -> {
                        throw new DataException(
                                "%s: %s needs '%s', which is no arm above it"
                                        .formatted(file, name, other));
                    });
            before.add(name);
        });
    }

    /// As inside a double-quoted scalar; a number stays as it is.
    private static String escaped(String value) {
        String quoted = TextNode.valueOf(value).toString();
        return quoted.substring(1, quoted.length() - 1);
    }
}
