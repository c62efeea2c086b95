package dev.murmur.settings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Objects to YAML nodes: the inverse of [Binder].
final class TreeWriter {
    private final Types types;

    TreeWriter(Types types) {
        this.types = types;
    }

    /// @param declared the type asked for, an interface where a choice was made
    Node node(Type declared, Object value) {
        return switch (value) {
            case Optional<?> optional ->
                    optional.map(inner -> node(Types.content(declared), inner))
                            .orElseGet(() -> scalar(Tag.NULL, "null"));
            case Collection<?> items -> list(Types.content(declared), items);
            case Enum<?> constant -> scalar(Tag.STR, Names.kebab(constant));
            case Record settings -> mapping(declared, settings);
            case Double number -> scalar(Tag.FLOAT, number.toString());
            case Number number -> scalar(Tag.INT, number.toString());
            case Boolean truth -> scalar(Tag.BOOL, truth.toString());
            default -> scalar(Tag.STR, value.toString());
        };
    }

    private Node list(Class<?> declared, Collection<?> items) {
        List<Node> nodes = new ArrayList<>();
        items.forEach(item -> nodes.add(node(declared, item)));
        return new SequenceNode(Tag.SEQ, nodes, FlowStyle.BLOCK);
    }

    private Node mapping(Type declared, Record settings) {
        List<NodeTuple> entries = new ArrayList<>();
        Choice choice = types.choice(Types.content(declared));
        if (choice != null) {
            String name = choice.nameOf(settings.getClass());
            entries.add(entry(choice.key(), scalar(Tag.STR, name)));
        }
        for (Field field : Field.of(settings.getClass())) {
            Node value = node(field.type(), get(field, settings));
            entries.add(entry(field.key(), value));
        }
        return new MappingNode(Tag.MAP, entries, FlowStyle.BLOCK);
    }

    private static Object get(Field field, Record settings) {
        try {
            return field.component().getAccessor().invoke(settings);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + field.key() + " of " + settings, e);
        }
    }

    private static NodeTuple entry(String key, Node value) {
        return new NodeTuple(scalar(Tag.STR, key), value);
    }

    private static ScalarNode scalar(Tag tag, String text) {
        return new ScalarNode(tag, text, null, null, ScalarStyle.PLAIN);
    }
}
