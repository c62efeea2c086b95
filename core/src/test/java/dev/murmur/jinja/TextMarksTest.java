package dev.murmur.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextMarksTest {
    private static final Map<String, Object> VARIABLES =
            Map.of(
                    "x",
                    " aB, c ",
                    "y",
                    "é\"\n",
                    "list",
                    List.of("p", "q"),
                    "dict",
                    Map.of("k", List.of("v")),
                    "n",
                    7);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{{ 'a' + x + 'b' }}`                          | `a[ aB, c ]b`",
                "`{{ 'a' ~ x ~ n ~ list[0] }}`                  | `a[ aB, c ]7[p]`",
                "`{{ x.strip() }}.{{ x | trim }}`               | `[aB, c].[aB, c]`",
                "`{{ x | upper }}{{ x.lower() }}{{ x | title }}`| `[ AB, C  ab, c  Ab, C ]`",
                "`{{ ('a' ~ x) | capitalize }}`                 | `A[ ab, c ]`",
                "`{{ x[1:3] }}{{ x[::-1] }}{{ (x ~ 'z')[-1] }}` | `[aB c ,Ba ]z`",
                "`{{ x.split(',')[1] }}{{ x.split() | join('+') }}` | `[ c aB,]+[c]`",
                "`{{ x.replace('B', 'zz') }}`                   | `[ a]zz[, c ]`",
                "`{{ 'zz'.replace('z', x) }}`                   | `[ aB, c  aB, c ]`",
                "`{{ list | join('-') }}{{ list | map('upper') | join }}` | `[p]-[qPQ]`",
                "`{{ '%s=%d' % (x, n) }}{{ '{}!'.format(x) }}`  | `[ aB, c ]=7[ aB, c ]!`",
                "`{{ y | tojson }}`                             | `\"[é\\\"\\n]\"`",
                "`{{ y | tojson(ensure_ascii=true) }}`          | `\"[\\u00e9\\\"\\n]\"`",
                "`{{ dict }}{{ dict | tojson }}`                | `{'[k]': ['[v]']}{\"[k]\": [\"[v]\"]}`",
                "`{{ x * 2 }}{{ x | indent(1) }}`               | `[ aB, c  aB, c  aB, c ]`",
                "`{% set z %}<{{ x }}>{% endset %}{{ z }}`      | `<[ aB, c ]>`",
                "`{% macro m(t) %}({{ t }}){% endmacro %}{{ m(x) }}` | `([ aB, c ])`",
                "`{% filter upper %}u{{ x }}{% endfilter %}`    | `U[ AB, C ]`",
                "`{% for c in x %}{{ c }}.{% endfor %}`         | `[ ].[a].[B].[,].[ ].[c].[ ].`",
                "`{{ x | length }}{{ x == ' aB, c ' }}{{ x.find('B') }}{{ n }}` | `7True27`",
                "`{{ x.center(9, '*') }}{{ x.partition(',')[2] }}` | `*[ aB, c ]*[ c ]`",
                "`{{ x | truncate(4, true, '..', 0) }}{{ 'ab' | replace('b', x[1]) }}` | `[ a]..a[a]`",
            })
    void everyCharacterKeepsItsOrigin(String template, String expected) {
        assertThat(Rendering.marked(Rendering.of(template, VARIABLES))).isEqualTo(expected);
    }

    @Test
    void generationBlocksMarkWhatStandsInThem() {
        Text text =
                Rendering.of(
                        "a{% generation %}b{{ x }}{% endgeneration %}c"
                                + "{% set z %}{% generation %}d{% endgeneration %}{% endset %}{{ z | upper }}",
                        Map.of("x", "1"));

        assertThat(Rendering.marked(text)).isEqualTo("a<b[1]>c<D>");
    }

    @Test
    void equalityIsOfTheCharacters() {
        assertThat(Text.of("a")).isEqualTo(Text.written("a")).hasSameHashCodeAs(Text.written("a"));
        assertThat(Rendering.of("{{ x == 'a' }}{{ {'a': 1}[x] }}", Map.of("x", "a")).string())
                .isEqualTo("True1");
    }
}
