package dev.murmur.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/// YAML text to a [YamlTree], straight from the parser's events: no object is ever built from a tag
/// and no alias is ever followed.
final class TreeParser {
    private static final int DEEPEST = 20;

    private final Parser events;
    private final Source source;
    private final Problems problems;

    private TreeParser(String text, Source source, Problems problems) {
        this.events = new ParserImpl(new StreamReader(text), new LoaderOptions());
        this.source = source;
        this.problems = problems;
    }

    /// The one document of a file; empty, with a problem noted, if it is not YAML.
    static Optional<YamlTree> file(String name, String text, Problems problems) {
        return parse(text, new Source(name, true), problems);
    }

    /// A value that does not come from a file; every part of it stands at `at`.
    static Optional<YamlTree> value(String at, String text, Problems problems) {
        return parse(text, new Source(at, false), problems);
    }

    private static Optional<YamlTree> parse(String text, Source source, Problems problems) {
        try {
            return new TreeParser(text, source, problems).document();
        } catch (MarkedYAMLException e) {
            String context = e.getContext() == null ? "" : e.getContext() + ", ";
            problems.add(
                    source.column(e.getProblemMark()), "not YAML: " + context + e.getProblem());
        } catch (ReaderException e) {
            problems.add(
                    source.name(),
                    "not YAML: character %d is the control character U+%04X"
                            .formatted(e.getPosition() + 1, e.getCodePoint()));
        } catch (YAMLException e) {
            problems.add(source.name(), "not YAML: " + e.getMessage());
        }
        return Optional.empty();
    }

    /// @param lines whether its places are lines
    private record Source(String name, boolean lines) {
        String line(Mark mark) {
            return lines ? name + ":" + (mark.getLine() + 1) : name;
        }

        String column(Mark mark) {
            return lines ? line(mark) + ":" + (mark.getColumn() + 1) : name;
        }
    }

    private Optional<YamlTree> document() {
        events.getEvent(); // stream start
        YamlTree root = new YamlTree.Scalar("", false, source.name());
        if (!events.checkEvent(Event.ID.StreamEnd)) {
            root = node(source.line(events.getEvent().getStartMark()), 0);
            events.getEvent(); // document end
        }
        if (!events.checkEvent(Event.ID.StreamEnd)) {
            problems.add(
                    source.line(events.peekEvent().getStartMark()),
                    "a second document begins; only one is allowed");
        }
        return Optional.of(root);
    }

    private YamlTree node(String at, int depth) {
        if (depth > DEEPEST) {
            throw new YAMLException("nested deeper than " + DEEPEST + " levels at " + at);
        }
        Event event = events.getEvent();
        refuseCleverness(event, at);
        if (event instanceof ScalarEvent scalar) {
            boolean quoted = scalar.getScalarStyle() != ScalarStyle.PLAIN;
            return new YamlTree.Scalar(scalar.getValue(), quoted, at);
        }
        return switch (event.getEventId()) {
            case SequenceStart -> sequence(at, depth);
            case MappingStart -> mapping(at, depth);
            default -> new YamlTree.Scalar("", true, at); // an alias, refused above
        };
    }

    private YamlTree sequence(String at, int depth) {
        List<YamlTree> items = new ArrayList<>();
        while (!events.checkEvent(Event.ID.SequenceEnd)) {
            items.add(node(source.line(events.peekEvent().getStartMark()), depth + 1));
        }
        events.getEvent();
        return new YamlTree.Sequence(items, at);
    }

    private YamlTree mapping(String at, int depth) {
        Map<String, YamlTree> entries = new LinkedHashMap<>();
        while (!events.checkEvent(Event.ID.MappingEnd)) {
            String keyAt = source.line(events.peekEvent().getStartMark());
            YamlTree key = node(keyAt, depth + 1);
            YamlTree value = node(keyAt, depth + 1);
            if (key instanceof YamlTree.Scalar name) {
                put(entries, name.text(), value);
            } else {
                problems.add(keyAt, "a key is " + key.describe() + ", must be text");
            }
        }
        events.getEvent();
        return new YamlTree.Mapping(entries, at);
    }

    private void put(Map<String, YamlTree> entries, String key, YamlTree value) {
        YamlTree first = entries.putIfAbsent(key, value);
        if (first != null) {
            problems.add(value.at(), "'" + key + "' is given twice, first at " + first.at());
        }
    }

    private void refuseCleverness(Event event, String at) {
        if (event instanceof AliasEvent alias) {
            problems.add(
                    at, "the alias *" + alias.getAnchor() + " is not allowed; write the value out");
        } else if (event instanceof NodeEvent node && node.getAnchor() != null) {
            problems.add(at, "the anchor &" + node.getAnchor() + " is not allowed; remove it");
        }
        String tag =
                switch (event) {
                    case ScalarEvent scalar -> scalar.getTag();
                    case CollectionStartEvent collection -> collection.getTag();
                    default -> null;
                };
        if (tag != null) {
            problems.add(at, "the tag " + tag + " is not allowed; remove it");
        }
    }
}
