package dev.murmur.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    private static final Limits SMALL = new Limits(200_000, 200, 100_000, Duration.ofMinutes(5));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
                "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
                "{{ 'a' * 999999999999 }}",
                "{{ 999999999999 * [1] }}",
                "{{ 'x'.center(99999999) }}",
                "{{ 'x' | indent(99999999) }}",
                "{{ '%9999d' % 1 * 9999 }}",
                "{{ '%99999d' % 1 }}",
                "{{ [1] | tojson(indent=999999999) }}",
                "{{ [1] | batch(999999999, 0) }}",
                "{% set ns = namespace(s='ab') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
                "{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}",
                "{% set ns = namespace(l=[1]) %}{% for i in range(200) %}{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l }}",
                "{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = ns.l + ns.l %}{% endfor %}",
                "{% set ns = namespace(s='a') %}{% for i in range(99) %}{% set ns.s = ns.s.replace('a', 'aaaaaaaaa') %}{% endfor %}",
                "{% for x in [[1]] recursive %}{{ loop([[1]]) }}{% endfor %}",
                "{% set s = 'a' * 90000 %}{% for i in range(999) %}{{ s in s }}{{ s.split('b') | length }}{% endfor %}",
                "{{ range(99999) | sum }}{{ range(99999) | join | length }}{{ range(99999) | map('string') | unique | list }}",
                "{{ 9 ** 9 ** 9 ** 9 }}",
                "{{ 9223372036854775807 + 1 }}",
                "{{ -9223372036854775807 - 2 }}",
            })
    void aTemplateThatTakesTooMuchIsStopped(String template) {
        assertThatThrownBy(() -> Rendering.of(template, SMALL, Map.of()))
                .isInstanceOf(JinjaException.class);
    }

    @Test
    void saysWhichLimitAndWhere() {
        assertThatThrownBy(() ->
                        Rendering.of(
                                "\n{% for i in range(99999) %}{{ i }}{% endfor %}",
                                new Limits(100, 50, 100, Duration.ofMinutes(5)), Map.of()))
                .hasMessage("the template takes more than 100 steps; does it loop?")
                .extracting(e -> ((JinjaException) e).line())
                .isEqualTo(2);
        assertThatThrownBy(() ->
                        Rendering.of(
                                "{{ 'abc' * 40 }}",
                                new Limits(100, 50, 100, Duration.ofMinutes(5)),
                                Map.of()))
                .hasMessage("the template makes a text of more than 100 characters");
        assertThatThrownBy(() ->
                        Rendering.of(
                                "{% for i in range(99999) %}{{ i }}{% endfor %}",
                                new Limits(Long.MAX_VALUE, 50, 100_000_000, Duration.ZERO),
                                Map.of()))
                .hasMessage("the template takes longer than 0 ms");
        assertThatThrownBy(() ->
                        Rendering.of("{{ " + "(".repeat(5000) + ")".repeat(5000) + " }}", Map.of()))
                .hasMessage("the template nests deeper than 100");
        assertThatThrownBy(() -> Rendering.of("{{ 1" + "+1".repeat(5000) + " }}", Map.of()))
                .hasMessage("the template nests deeper than 400");
        assertThatThrownBy(() -> Template.parse(" ".repeat(1_000_001)))
                .hasMessage("the template is longer than 1000000 characters");
    }

    @Test
    void whatATemplateIsGivenCannotBeChanged() {
        assertThatThrownBy(() -> Rendering.of("{{ d.update({'a': 1}) }}", Map.of("d", Map.of())))
                .hasMessage("a template may not change a dict ('update')");
        assertThatThrownBy(() -> Rendering.of("{% set d.a = 1 %}", Map.of("d", Map.of())))
                .hasMessage("'d.a' can be set only on a namespace");
    }

    @Test
    void nothingBeyondTheValuesCanBeReached() {
        for (String name : new String[] {"__class__", "__globals__", "getClass", "class"}) {
            assertThat(refusedOrUndefined("{{ ''." + name + ".x }}")).isTrue();
            assertThat(refusedOrUndefined("{{ range." + name + ".x }}")).isTrue();
            assertThat(refusedOrUndefined("{{ namespace()['" + name + "'].x }}")).isTrue();
        }
    }

    private static boolean refusedOrUndefined(String template) {
        try {
            Rendering.of(template, Map.of());
            return false;
        } catch (JinjaException e) {
            return e.getMessage().contains("unsafe")
                    || e.getMessage().contains("has no")
                    || e.getMessage().contains("undefined");
        }
    }
}
