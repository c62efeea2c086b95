package dev.murmur.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.DataException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentsTest {
    private static final String GOOD =
            """
            bases:
              dpo: {model: model, recipe: {kind: preference, model: {path: "${folder}/sft"}}}
            evaluation: {kind: evaluation}
            arms:
              start: {title: the start}
              plain: {title: plain, base: dpo}
              hot: {title: hot, base: dpo, set: {training.learning_rate: ${rate}}}
              best: {title: best of 4, of: hot, measure: {decoding: {n: 4}}}
            """;

    @Test
    void valuesStandInForTheirNames() {
        Experiments read = read(GOOD);
        assertThat(read.bases().get("dpo").recipe().at("/model/path").asText())
                .isEqualTo("a \"b\"/sft");
        assertThat(read.arms().get("hot").changes().get("training.learning_rate").asDouble())
                .isEqualTo(0.5);
    }

    @Test
    void anArmThatOnlyMeasuresTakesTheModelOfAnother() {
        Experiments read = read(GOOD);
        assertThat(read.trained("best")).contains("hot");
        assertThat(read.trained("plain")).contains("plain");
        assertThat(read.trained("start")).isEmpty();
        assertThat(read.baseOf("hot").model()).isEqualTo("model");
    }

    @Test
    void armsKeepTheOrderOfTheFile() {
        assertThat(read(GOOD).arms(List.of())).containsOnlyKeys("start", "plain", "hot", "best");
        assertThat(read(GOOD).arms(List.of("hot", "start")).keySet())
                .containsExactly("start", "hot");
    }

    @Test
    void anArmThatIsNotThereOrLacksItsTrainingIsAnError() {
        assertThatThrownBy(() -> read(GOOD).arms(List.of("hott")))
                .isInstanceOf(DataException.class)
                .hasMessage("'hott' is not an arm; there are [best, hot, plain, start]");
        assertThatThrownBy(() -> read(GOOD).arms(List.of("best")))
                .isInstanceOf(DataException.class)
                .hasMessage("best needs the model of hot, so name that arm too");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "base: dpo, set | base: dppo, set | x.yaml: hot has the base 'dppo'; there are [dpo]",
                "of: hot | of: cold | x.yaml: best needs 'cold', which is no arm above it",
                "of: hot | of: hot, base: dpo | x.yaml: best has 'of', so it has neither 'base' nor 'needs'",
            })
    void mistakesAreNamed(String right, String wrong, String message) {
        assertThatThrownBy(() -> read(GOOD.replace(right, wrong)))
                .isInstanceOf(DataException.class)
                .hasMessage(message);
    }

    @Test
    void anUnknownKeyIsAnError() {
        assertThatThrownBy(() -> read(GOOD.replace("of: hot", "off: hot")))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("x.yaml: Unrecognized field \"off\"");
    }

    private static Experiments read(String text) {
        return Experiments.read("x.yaml", text, Map.of("folder", "a \"b\"", "rate", "0.5"));
    }
}
