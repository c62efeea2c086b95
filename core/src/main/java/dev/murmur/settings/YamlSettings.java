package dev.murmur.settings;

import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/// Reads, writes and explains one kind of settings file.
///
/// @param <T> the record, or the interface whose records a file chooses between
public final class YamlSettings<T> {
    private final Class<T> root;
    private final Types types;

    /// @param choices for each interface that appears, itself or in a component, its records
    public YamlSettings(Class<T> root, Map<Class<?>, Choice> choices) {
        this.root = root;
        this.types = new Types(choices);
    }

    /// Binds a file's text.
    ///
    /// @param name of the file, for messages
    /// @param sets `a.b=value` each, laid over the file in this order
    /// @throws SettingsException with every mistake that can be told at once: syntax first; then
    ///   names, types and missing keys; then ranges, of each section whose values all have the
    ///   right type
    public T read(String name, String text, List<String> sets) {
        var problems = new Problems();
        Optional<YamlTree> tree = TreeParser.file(name, text, problems);
        if (tree.orElse(null) instanceof YamlTree.Mapping mapping) {
            tree = Optional.of(new Overrides(problems).apply(mapping, sets));
        }
        Optional<Object> value =
                tree.flatMap(given ->
                        Optional.ofNullable(new Binder(types, problems).bind(root, given, "")));
        problems.throwIfAny();
        return root.cast(value.orElseThrow());
    }

    /// YAML that reads back equal, every default written out.
    public String write(T settings) {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(Integer.MAX_VALUE);
        var text = new StringWriter();
        new Yaml(options).serialize(new TreeWriter(types).node(root, settings), text);
        return text.toString();
    }

    /// Every key with its default and meaning, for one of the records the root chooses between.
    ///
    /// @throws SettingsException if there is none of that name
    public String explain(String name) {
        Choice choice = types.choices().get(root);
        if (choice == null) {
            throw new IllegalStateException(root.getName() + " is no choice between records");
        }
        if (!choice.records().containsKey(name)) {
            String hint = Names.hint(name, choice.names());
            throw new SettingsException(List.of(choice.key() + " is '" + name + "'" + hint));
        }
        return new Explainer(types).explain(choice, name);
    }
}
