package dev.murmur.jinja;

import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The methods of strings.
final class TextMethods {
    private final Budget budget;
    private final TextParts parts;

    TextMethods(Budget budget) {
        this.budget = budget;
        this.parts = new TextParts(budget);
    }

    /// The method of a text, bound to it, or null if strings have none of this name.
    @Nullable Value find(Text text, String name) {
        Function.Body body =
                switch (name) {
                    case "upper", "lower", "title", "capitalize", "swapcase" ->
                            none(name, LetterCase.of(name, text, budget));
                    case "strip", "lstrip", "rstrip" -> strip(text, name);
                    case "split", "rsplit" -> split(text, name);
                    case "splitlines" -> splitLines(text, name);
                    case "partition", "rpartition" -> partition(text, name);
                    case "replace" -> replace(text, name);
                    case "startswith", "endswith" -> affix(text, name);
                    case "removeprefix", "removesuffix" -> remove(text, name);
                    case "find", "rfind", "index", "rindex", "count" -> search(text, name);
                    case "join" -> arguments -> join(text, arguments);
                    case "format" -> arguments -> new BraceFormat(budget).format(text, arguments);
                    case "ljust", "rjust", "center", "zfill" -> pad(text, name);
                    default -> predicate(text, name);
                };
        return body == null
                ? null
                : new Function(
                        name,
                        arguments -> {
                            budget.spend(1 + text.string().length() / 16);
                            return budget.pay(body.call(arguments));
                        });
    }

    private static Function.Body none(String name, java.util.function.Supplier<Value> result) {
        return arguments -> {
            arguments.accept(name);
            return result.get();
        };
    }

    private Function.Body strip(Text text, String name) {
        return arguments -> {
            Value characters = arguments.accept(name, "chars").get("chars", Values.NONE);
            return TextParts.strip(
                    text,
                    characters.isNone() ? null : text(name, characters).string(),
                    !name.equals("rstrip"),
                    !name.equals("lstrip"));
        };
    }

    private Function.Body split(Text text, String name) {
        return arguments -> {
            Arguments given = arguments.accept(name, "sep", "maxsplit");
            Value separator = given.get("sep", Values.NONE);
            long most = Comparison.whole(given.get("maxsplit", Value.of(-1)));
            long times = most < 0 ? Long.MAX_VALUE : most;
            boolean right = name.equals("rsplit");
            List<Text> pieces =
                    separator.isNone()
                            ? parts.words(text, times, right)
                            : parts.split(text, text(name, separator).string(), times, right);
            return Value.list(pieces);
        };
    }

    private Function.Body splitLines(Text text, String name) {
        return arguments ->
                Value.list(
                        parts.lines(
                                text,
                                arguments
                                        .accept(name, "keepends")
                                        .get("keepends", Values.FALSE)
                                        .isTrue()));
    }

    private Function.Body partition(Text text, String name) {
        return arguments -> {
            Text separator = one(name, arguments);
            if (!separator.isTrue()) {
                throw new JinjaException(name + " needs a separator that is not empty");
            }
            boolean right = name.equals("rpartition");
            String s = text.string();
            int at = right ? s.lastIndexOf(separator.string()) : s.indexOf(separator.string());
            if (at < 0) {
                return new Sequence(
                        right
                                ? List.of(Text.EMPTY, Text.EMPTY, text)
                                : List.of(text, Text.EMPTY, Text.EMPTY),
                        true);
            }
            int after = at + separator.string().length();
            return new Sequence(
                    List.of(text.part(0, at), separator, text.part(after, s.length())), true);
        };
    }

    private Function.Body replace(Text text, String name) {
        return arguments -> {
            Arguments given = arguments.accept(name, "old", "new", "count");
            return parts.replace(
                    text,
                    text(name, given.require(name, "old")).string(),
                    text(name, given.require(name, "new")),
                    Comparison.whole(given.get("count", Value.of(-1))));
        };
    }

    private Function.Body affix(Text text, String name) {
        return arguments -> {
            Value wanted = arguments.accept(name, "affix").require(name, "affix");
            List<Value> any = wanted instanceof Sequence tuple ? tuple.items() : List.of(wanted);
            return Value.of(
                    any.stream()
                            .map(each -> text(name, each).string())
                            .anyMatch(
                                    name.equals("startswith")
                                            ? text.string()::startsWith
                                            : text.string()::endsWith));
        };
    }

    private Function.Body remove(Text text, String name) {
        return arguments -> {
            String affix = one(name, arguments).string();
            String s = text.string();
            if (name.equals("removeprefix")) {
                return s.startsWith(affix) ? text.part(affix.length(), s.length()) : text;
            }
            return s.endsWith(affix) ? text.part(0, s.length() - affix.length()) : text;
        };
    }

    private Function.Body search(Text text, String name) {
        return arguments -> {
            String part = one(name, arguments).string();
            String s = text.string();
            if (name.equals("count")) {
                return Value.of(parts.count(s, part));
            }
            int at = name.startsWith("r") ? s.lastIndexOf(part) : s.indexOf(part);
            if (at < 0 && name.endsWith("index")) {
                throw new JinjaException("substring not found");
            }
            return Value.of(at < 0 ? -1 : s.codePointCount(0, at));
        };
    }

    private Value join(Text separator, Arguments arguments) {
        Value items = arguments.accept("join", "iterable").require("join", "iterable");
        TextBuilder all = budget.text();
        boolean first = true;
        for (Value item : Iteration.items(items, budget)) {
            if (!first) {
                all.add(separator);
            }
            first = false;
            all.add(text("join", item));
        }
        return all.toText();
    }

    private Function.Body pad(Text text, String name) {
        return arguments -> {
            Arguments given = arguments.accept(name, "width", "fillchar");
            long width = Comparison.whole(given.require(name, "width"));
            String fill = text(name, given.get("fillchar", Text.of(" "))).string();
            return parts.pad(text, name, width, name.equals("zfill") ? "0" : fill);
        };
    }

    private static Function.@Nullable Body predicate(Text text, String name) {
        String s = text.string();
        return switch (name) {
            case "isdigit", "isdecimal", "isnumeric" -> all(name, s, Character::isDigit);
            case "isalpha" -> all(name, s, Character::isLetter);
            case "isalnum" -> all(name, s, Character::isLetterOrDigit);
            case "isspace" -> all(name, s, Characters::isSpace);
            case "isascii" -> none(name, () -> Value.of(s.chars().allMatch(c -> c < 0x80)));
            case "isupper" -> none(name, () -> Value.of(LetterCase.isUpper(s)));
            case "islower" -> none(name, () -> Value.of(LetterCase.isLower(s)));
            default -> null;
        };
    }

    private static Function.Body all(String name, String s, IntPredicate each) {
        return none(name, () -> Value.of(!s.isEmpty() && s.codePoints().allMatch(each)));
    }

    private static Text one(String name, Arguments arguments) {
        return text(name, arguments.accept(name, "text").require(name, "text"));
    }

    static Text text(String name, Value value) {
        if (value instanceof Text text) {
            return text;
        }
        throw Comparison.undefinedOr(value, value, name + " needs a str, got " + value.type());
    }
}
