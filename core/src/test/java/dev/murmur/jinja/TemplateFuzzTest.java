package dev.murmur.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.golden.Golden;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a template says, it is rendered or refused: nothing else is thrown, and the limits
/// hold.
class TemplateFuzzTest {
    private static final Limits SMALL = new Limits(50_000, 200, 50_000, Duration.ofMinutes(5));
    private static final List<String> TEMPLATES =
            Golden.json("templates.json")
                    .get("cases")
                    .valueStream()
                    .map(entry -> entry.get("template").textValue())
                    .toList();
    private static final List<String> PIECES =
            List.of(
                    "{%",
                    "%}",
                    "{{",
                    "}}",
                    "{#",
                    "#}",
                    "-",
                    "+",
                    " if ",
                    " else ",
                    " elif ",
                    " endif ",
                    " for ",
                    " in ",
                    " endfor ",
                    " set ",
                    " endset ",
                    "=",
                    "x",
                    "y",
                    "loop",
                    ".",
                    "[",
                    "]",
                    "(",
                    ")",
                    "{",
                    "}",
                    ":",
                    ",",
                    "|",
                    "~",
                    "*",
                    "**",
                    "/",
                    "//",
                    "%",
                    "'",
                    "\"",
                    "\\",
                    "\\u12",
                    "1",
                    "0",
                    "-1",
                    "99999999999",
                    "1e9",
                    "1.5",
                    " is ",
                    " not ",
                    " and ",
                    " or ",
                    "defined",
                    "none",
                    "true",
                    "range",
                    "(9)",
                    "namespace()",
                    " macro ",
                    "f()",
                    " endmacro ",
                    " call ",
                    " endcall ",
                    "join",
                    "sort",
                    "map",
                    "'upper'",
                    "tojson",
                    "indent",
                    "format",
                    "replace",
                    "split",
                    "items",
                    "recursive",
                    " generation ",
                    " endgeneration ",
                    " raw ",
                    " endraw ",
                    " filter ",
                    " with ",
                    " break ",
                    " continue ",
                    "\n",
                    "  ",
                    "é",
                    "😀",
                    "\u0000",
                    "\uD83D",
                    "{% endfor %}",
                    "{% endif %}",
                    "{% if x %}",
                    "{% for x in y %}",
                    "{{ x }}",
                    "[::-1]",
                    "[1:]",
                    " == ",
                    " < ");

    static Stream<Integer> seeds() {
        return IntStream.range(0, 200).boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void randomTemplatesAreRenderedOrRefused(int seed) {
        RandomGenerator random = random(seed);
        for (int i = 0; i < 6; i++) {
            var source = new StringBuilder();
            int pieces = 1 + random.nextInt(40);
            for (int j = 0; j < pieces; j++) {
                source.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            assertThat(survives(source.toString())).as("seed %s: %s", seed, source).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void mutatedTemplatesAreRenderedOrRefused(int seed) {
        RandomGenerator random = random(seed);
        for (int i = 0; i < 6; i++) {
            String source = TEMPLATES.get(random.nextInt(TEMPLATES.size()));
            for (int j = random.nextInt(4); j >= 0; j--) {
                source = mutated(source, random);
            }
            assertThat(survives(source)).as("seed %s: %s", seed, source).isTrue();
        }
    }

    @Test
    void someOfThemAreRendered() {
        long rendered = TEMPLATES.stream().filter(TemplateFuzzTest::renders).count();

        assertThat(rendered).isGreaterThan(20);
    }

    private static RandomGenerator random(int seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static String mutated(String source, RandomGenerator random) {
        int at = random.nextInt(source.length() + 1);
        int end = Math.min(source.length(), at + random.nextInt(6));
        String piece = PIECES.get(random.nextInt(PIECES.size()));
        return switch (random.nextInt(4)) {
            case 0 -> source.substring(0, at) + source.substring(end); // lose a few characters
            case 1 -> source.substring(0, at) + piece + source.substring(at);
            case 2 -> source.substring(0, at) + piece + source.substring(end);
            default -> source.substring(0, end) + source.substring(at); // say some twice
        };
    }

    private static boolean survives(String source) {
        renders(source);
        return true; // anything but a refusal has been thrown on
    }

    private static boolean renders(String source) {
        try {
            Text text =
                    Rendering.of(
                            source,
                            SMALL,
                            Map.of(
                                    "x", "a 'b' é😀",
                                    "y", List.of(3, "z", List.of()),
                                    "s", "Hello, World",
                                    "d", Map.of("b", 1),
                                    "messages", List.of(Map.of("role", "user", "content", "hi"))));
            return text.string().length() <= SMALL.characters();
        } catch (JinjaException e) {
            return false;
        }
    }
}
