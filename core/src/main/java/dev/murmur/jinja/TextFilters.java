package dev.murmur.jinja;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Filters whose value is taken as a string.
final class TextFilters {
    static final Map<String, Filters.Filter> TABLE =
            Map.ofEntries(
                    Map.entry("string", TextFilters::string),
                    Map.entry("safe", TextFilters::string), // nothing is escaped anyway
                    Map.entry("upper", letters("upper")),
                    Map.entry("lower", letters("lower")),
                    Map.entry("capitalize", letters("capitalize")),
                    Map.entry("title", TextFilters::title),
                    Map.entry("trim", TextFilters::trim),
                    Map.entry("replace", TextFilters::replace),
                    Map.entry("indent", TextFilters::indent),
                    Map.entry("center", TextFilters::center),
                    Map.entry("truncate", TextFilters::truncate),
                    Map.entry("wordcount", TextFilters::wordCount),
                    Map.entry("format", TextFilters::format));

    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

    private TextFilters() {}

    private static Value string(Run run, Value value, Arguments arguments) {
        arguments.accept("string");
        return run.string(value);
    }

    private static Filters.Filter letters(String name) {
        return (run, value, arguments) -> {
            arguments.accept(name);
            return LetterCase.of(name, run.string(value), run.budget()).get();
        };
    }

    /// Unlike `str.title`, only white space and some brackets separate words.
    private static Value title(Run run, Value value, Arguments arguments) {
        arguments.accept("title");
        return LetterCase.words(
                run.string(value),
                run.budget(),
                c -> Characters.isSpace(c) || "-({[<".indexOf(c) >= 0);
    }

    private static Value trim(Run run, Value value, Arguments arguments) {
        Value chars = arguments.accept("trim", "chars").get("chars", Values.NONE);
        String characters = chars.isNone() ? null : TextMethods.text("trim", chars).string();
        return TextParts.strip(run.string(value), characters, true, true);
    }

    private static Value replace(Run run, Value value, Arguments arguments) {
        Arguments given = arguments.accept("replace", "old", "new", "count");
        Value count = given.get("count", Values.NONE);
        return new TextParts(run.budget())
                .replace(
                        run.string(value),
                        run.string(given.require("replace", "old")).string(),
                        run.string(given.require("replace", "new")),
                        count.isNone() ? -1 : Comparison.whole(count));
    }

    private static Value indent(Run run, Value value, Arguments arguments) {
        Arguments given = arguments.accept("indent", "width", "first", "blank");
        Value width = given.get("width", Value.of(4));
        Text indent =
                width instanceof Text text
                        ? text
                        : run.budget().text().repeat(" ", Comparison.whole(width)).toText();
        boolean blank = given.get("blank", Values.FALSE).isTrue();
        Text all = run.budget().text().add(run.string(value)).add("\n").toText();
        List<Text> lines = new TextParts(run.budget()).lines(all, false);
        TextBuilder out = run.budget().text();
        for (int i = 0; i < lines.size(); i++) {
            out.add(i == 0 ? "" : "\n");
            boolean indented =
                    i == 0
                            ? given.get("first", Values.FALSE).isTrue()
                            : blank || lines.get(i).isTrue();
            out.add(indented ? indent : Text.EMPTY).add(lines.get(i));
        }
        return out.toText();
    }

    private static Value center(Run run, Value value, Arguments arguments) {
        long width =
                Comparison.whole(arguments.accept("center", "width").get("width", Value.of(80)));
        return new TextParts(run.budget()).pad(run.string(value), "center", width, " ");
    }

    private static Value truncate(Run run, Value value, Arguments arguments) {
        Arguments given = arguments.accept("truncate", "length", "killwords", "end", "leeway");
        Text text = run.string(value);
        Text end = run.string(given.get("end", Text.of("...")));
        long length = Comparison.whole(given.get("length", Value.of(255)));
        long leeway = Comparison.whole(given.get("leeway", Value.of(5)));
        if (length < end.length() || leeway < 0) {
            throw new JinjaException("truncate needs a length of at least " + end.length());
        }
        if (text.length() <= length + leeway) {
            return text;
        }
        Text cut = text.part(0, text.offset((int) length - end.length()));
        int blank = cut.string().lastIndexOf(' ');
        boolean words = !given.get("killwords", Values.FALSE).isTrue() && blank >= 0;
        return run.budget().text().add(words ? cut.part(0, blank) : cut).add(end).toText();
    }

    private static Value wordCount(Run run, Value value, Arguments arguments) {
        arguments.accept("wordcount");
        return Value.of(WORD.matcher(run.string(value).string()).results().count());
    }

    private static Value format(Run run, Value value, Arguments arguments) {
        if (!arguments.named().isEmpty()) {
            throw new JinjaException("format takes no named arguments here");
        }
        return new Printf(run.budget())
                .format(run.string(value), new Sequence(arguments.positional(), true));
    }
}
