package dev.murmur.settings;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Every key of a settings record with its default and its meaning, laid out as YAML. A key that
/// must be written shows what to write in angle brackets. Where records can be chosen between, the
/// first stands and the others are comments; where one of them holds such a choice again, it is not
/// laid out a second time. Of a list the first item stands.
final class Explainer {
    private static final int LONGEST_LIST = 80;

    private record Line(String yaml, String meaning) {}

    private final Types types;
    private final List<Line> lines = new ArrayList<>();
    private final Deque<Choice> open = new ArrayDeque<>();

    Explainer(Types types) {
        this.types = types;
    }

    String explain(Choice choice, String name) {
        alternative(choice, name, "", oneOf(choice));
        int width = lines.stream().mapToInt(line -> line.yaml().length()).max().orElse(0);
        var text = new StringBuilder();
        for (Line line : lines) {
            text.append(line.yaml())
                    .repeat(' ', width - line.yaml().length() + 2)
                    .append("# ")
                    .append(line.meaning())
                    .append('\n');
        }
        return text.toString();
    }

    /// A long list is left to the alternatives, which follow.
    private static String oneOf(Choice choice) {
        String names = String.join(", ", choice.names());
        return names.length() <= LONGEST_LIST
                ? "one of " + names
                : "one of the " + choice.names().size() + " here";
    }

    private void alternative(Choice choice, String name, String indent, String meaning) {
        lines.add(new Line(indent + choice.key() + ": " + name, meaning));
        fields(Objects.requireNonNull(choice.records().get(name)), indent);
    }

    private void fields(Class<?> record, String indent) {
        Field.of(record).forEach(field -> field(field, indent));
    }

    private void field(Field field, String indent) {
        Class<?> type = Types.content(field.type());
        Choice choice = types.choice(type);
        if (choice != null && open.contains(choice)) {
            String value = "<a mapping with '" + choice.key() + "'>";
            lines.add(new Line(indent + field.key() + ": " + value, field.doc()));
        } else if (choice != null || type.isRecord()) {
            lines.add(new Line(indent + field.key() + ":", sectionMeaning(field)));
            section(field, type, indent + "  ");
        } else {
            String expected = type.isEnum() ? "one of these" : types.expected(field.type());
            String value = field.absent().orElse("<" + expected + ">");
            lines.add(new Line(indent + field.key() + ": " + value, meaning(field, type)));
        }
    }

    private void section(Field field, Class<?> type, String indent) {
        boolean isList = field.component().getType() == List.class;
        int first = lines.size();
        String deeper = isList ? indent + "  " : indent;
        Choice choice = types.choice(type);
        if (choice == null) {
            fields(type, deeper);
        } else {
            alternatives(field, choice, deeper);
        }
        if (isList) {
            Line line = lines.get(first);
            String item = indent + "- " + line.yaml().substring(deeper.length());
            lines.set(first, new Line(item, line.meaning()));
        }
    }

    private void alternatives(Field field, Choice choice, String indent) {
        open.push(choice);
        String first = byDefault(field, choice).orElse(choice.names().getFirst());
        alternative(choice, first, indent, oneOf(choice));
        choice.names().stream()
                .filter(name -> !name.equals(first))
                .forEach(name -> alternative(choice, name, indent + "# ", "or"));
        open.pop();
    }

    private static Optional<String> byDefault(Field field, Choice choice) {
        return field.absent()
                .flatMap(yaml -> TreeParser.value("default", yaml, new Problems()))
                .filter(YamlTree.Mapping.class::isInstance)
                .map(tree -> ((YamlTree.Mapping) tree).entries().get(choice.key()))
                .map(name -> ((YamlTree.Scalar) name).text());
    }

    private static String sectionMeaning(Field field) {
        String list = field.component().getType() == List.class ? " (a list)" : "";
        return field.doc() + list + field.absent().map(_ -> " (may be left out)").orElse("");
    }

    private static String meaning(Field field, Class<?> type) {
        return type.isEnum()
                ? field.doc() + " (" + String.join(", ", Types.constants(type)) + ")"
                : field.doc();
    }
}
