package dev.murmur.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlSettingsTest {
    enum Crust {
        THIN,
        DEEP_PAN
    }

    sealed interface Sauce {}

    record Tomato(@Doc("cloves") int garlic) implements Sauce {
        Tomato {
            if (garlic < 0) {
                throw new IllegalArgumentException("sauce.garlic is " + garlic + ", must be >= 0");
            }
        }
    }

    record Pesto() implements Sauce {}

    record Oven(
            @Doc("degrees") @Default("250") int heat,
            @Doc("hot air") @Default("true") boolean fan) {
        Oven {
            new Check().atLeast(100, "heat", heat).verify();
        }
    }

    record Pizza(
            @Doc("on the menu") String name,
            @Doc("where it goes") @Default("out/<name>") Path box,
            @Doc("edge") @Default("thin") Crust crust,
            @Doc("euros") double price,
            @Doc("grams") Optional<Integer> maxWeight,
            @Doc("on top") @Default("[]") List<String> toppings,
            @Doc("below") @Default("{type: pesto}") Sauce sauce,
            @Doc("how to bake") @Default("{}") Oven oven,
            @Doc("draws") @Default("7") long luckyNumber) {
        Pizza {
            new Check()
                    .require(price > 0, "price", price, "> 0")
                    .require(oven.heat() < 400, "oven.heat", oven.heat(), "< 400 for a pizza")
                    .require(!name.equals("nothing"), "name", name, "something")
                    .verify();
            if (luckyNumber == 13) {
                throw new IllegalArgumentException("unlucky number");
            }
        }
    }

    private static final YamlSettings<Pizza> SETTINGS =
            new YamlSettings<>(
                    Pizza.class,
                    Map.of(
                            Sauce.class,
                            Choice.byType(Map.of("tomato", Tomato.class, "pesto", Pesto.class))));

    private static final String MINIMAL = "name: plain\nprice: 5\n";

    private static Pizza read(String yaml, String... sets) {
        return SETTINGS.read("p.yaml", yaml, List.of(sets));
    }

    private static List<String> problems(String yaml, String... sets) {
        var thrown = catchThrowableOfType(SettingsException.class, () -> read(yaml, sets));
        assertThat(thrown).as("no mistake was found in%n%s", yaml).isNotNull();
        return thrown.problems();
    }

    @Test
    void fillsInDefaults() {
        assertThat(read(MINIMAL))
                .isEqualTo(
                        new Pizza(
                                "plain",
                                Path.of("out/plain"),
                                Crust.THIN,
                                5,
                                Optional.empty(),
                                List.of(),
                                new Pesto(),
                                new Oven(250, true),
                                7));
    }

    @Test
    void bindsEveryType() {
        var yaml =
                """
                # a comment
                name: 123
                box: 'a b/c'
                crust: deep-pan
                price: 1e-6
                max_weight: 400
                toppings: [ham, "no"]
                sauce:
                  type: tomato
                  garlic: 3
                oven: {fan: false}
                lucky_number: -9000000000
                """;
        assertThat(read(yaml))
                .isEqualTo(
                        new Pizza(
                                "123",
                                Path.of("a b/c"),
                                Crust.DEEP_PAN,
                                1e-6,
                                Optional.of(400),
                                List.of("ham", "no"),
                                new Tomato(3),
                                new Oven(250, false),
                                -9_000_000_000L));
    }

    @ParameterizedTest
    @CsvSource({"5", "5.", ".5", "-5.5e3", "+5E-7"})
    void takesNumbersAsPeopleWriteThem(String number) {
        var problems = new Problems();
        var tree = TreeParser.value("x", number, problems).orElseThrow();
        assertThat(Scalars.parse(double.class, (YamlTree.Scalar) tree))
                .contains(Double.parseDouble(number));
    }

    @Test
    void writesWhatItReadsBackEqual() {
        var pizza =
                new Pizza(
                        "yes: # \"no\"",
                        Path.of("x y"),
                        Crust.DEEP_PAN,
                        1e7,
                        Optional.of(1),
                        List.of("null", "", "a\nb", "1", "true", "*x"),
                        new Tomato(1),
                        new Oven(300, false),
                        Long.MIN_VALUE);
        assertThat(read(SETTINGS.write(pizza))).isEqualTo(pizza);
    }

    @Test
    void writesEveryDefault() {
        assertThat(SETTINGS.write(read(MINIMAL)))
                .isEqualTo(
                        """
                        name: plain
                        box: out/plain
                        crust: thin
                        price: 5.0
                        max_weight: null
                        toppings: []
                        sauce:
                          type: pesto
                        oven:
                          heat: 250
                          fan: true
                        lucky_number: 7
                        """);
    }

    @Test
    void saysWhichKeyWasMeant() {
        assertThat(problems(MINIMAL + "oven:\n  heet: 3\n"))
                .containsExactly(
                        "p.yaml:4: oven.heet is not a known key; did you mean 'heat'? Known: heat,"
                                + " fan");
    }

    @Test
    void doesNotGuessWhenNothingIsNear() {
        assertThat(problems(MINIMAL + "oven: {parallelism: 3}"))
                .containsExactly("p.yaml:3: oven.parallelism is not a known key. Known: heat, fan");
    }

    @Test
    void saysWhatAMissingKeyNeeds() {
        assertThat(problems("crust: thin"))
                .containsExactly(
                        "p.yaml:1: name is missing, must be text (on the menu)",
                        "p.yaml:1: price is missing, must be a number (euros)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "price: cheap          | price is 'cheap', must be a number",
                "price: '5'            | price is \"5\" (quoted), must be a number",
                "price: .nan           | price is '.nan', must be a number",
                "price: 1e999          | price is '1e999', must be a number",
                "price: [5]            | price is a list, must be a number",
                "price:                | price has no value, must be a number",
                "price: {}             | price is a mapping, must be a number",
                "max_weight: 1.5       | max_weight is '1.5', must be a whole number",
                "max_weight: 3000000000 | max_weight is '3000000000', must be a whole number of at most 2147483647",
                "lucky_number: 99999999999999999999 | lucky_number is '99999999999999999999', must be a whole number of at most 9223372036854775807",
                "name: null            | name has no value, must be text",
                "name: [a]             | name is a list, must be text",
                "box: \"a\\0b\"        | box is \"a\0b\" (quoted), must be a path",
                "toppings: ham         | toppings is 'ham', must be a list",
                "toppings: [[ham]]     | toppings[0] is a list, must be text",
                "oven: hot             | oven is 'hot', must be a mapping with heat, fan",
                "oven: {fan: yes}      | oven.fan is 'yes', must be true or false",
                "crust: thinn          | crust is 'thinn'; did you mean 'thin'? Known: thin, deep-pan",
                "crust: [thin]         | crust is a list, must be one of thin, deep-pan",
                "sauce: pesto          | sauce is 'pesto', must be a mapping with 'type', one of pesto, tomato",
                "sauce: {garlic: 1}    | sauce.type is missing, must be one of pesto, tomato",
                "sauce: {type: pest}   | sauce.type is 'pest'; did you mean 'pesto'? Known: pesto, tomato",
                "sauce: {type: [a]}    | sauce.type is a list, must be one of pesto, tomato",
                "sauce: {type: pesto, garlic: 1} | sauce.garlic is not a known key. Known: type",
            })
    void saysWhatAValueMustBe(String line, String message) {
        String key = line.substring(0, line.indexOf(':'));
        String others =
                MINIMAL.lines()
                        .filter(other -> !other.startsWith(key + ":"))
                        .collect(Collectors.joining("\n", "", "\n"));
        assertThat(problems(others + line))
                .containsExactly("p.yaml:" + (1 + others.lines().count()) + ": " + message);
    }

    @Test
    void findsTheLineOfAValueThatIsOutOfRange() {
        assertThat(problems("name: x\n\nprice: -1\n"))
                .containsExactly("p.yaml:3: price is -1.0, must be > 0");
    }

    @Test
    void findsTheLineOfANestedValueThatAnOuterRecordRefuses() {
        assertThat(problems("name: nothing\nprice: 5\noven:\n  heat: 500\n"))
                .containsExactly(
                        "p.yaml:4: oven.heat is 500, must be < 400 for a pizza",
                        "p.yaml:1: name is nothing, must be something");
    }

    @Test
    void dropsTheSectionNameThatAConstructorPutsBeforeItsKey() {
        assertThat(problems(MINIMAL + "sauce:\n  type: tomato\n  garlic: -2\n"))
                .containsExactly("p.yaml:5: sauce.garlic is -2, must be >= 0");
    }

    @Test
    void keepsAMessageThatNamesNoKey() {
        assertThat(problems(MINIMAL + "lucky_number: 13"))
                .containsExactly("p.yaml:1: unlucky number");
    }

    @Test
    void reportsAllMistakesAtOnce() {
        var yaml =
                """
                name: x
                prise: 5
                crust: thik
                oven:
                  heat: 20
                  fan: true
                  fan: false
                sauce:
                  type: tomato
                """;
        assertThat(problems(yaml, "max_weight=heavy"))
                .containsExactly(
                        "p.yaml:7: 'fan' is given twice, first at p.yaml:6",
                        "p.yaml:2: prise is not a known key; did you mean 'price'? Known: name,"
                                + " box, crust, price, max_weight, toppings, sauce, oven,"
                                + " lucky_number",
                        "p.yaml:3: crust is 'thik'; did you mean 'thin'? Known: thin, deep-pan",
                        "p.yaml:1: price is missing, must be a number (euros)",
                        "--set max_weight=heavy: max_weight is 'heavy', must be a whole number",
                        "p.yaml:8: sauce.garlic is missing, must be a whole number (cloves)",
                        "p.yaml:5: oven.heat is 20, must be at least 100");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                | p.yaml: the file is empty, must be a mapping with name, box, crust, price, max_weight, toppings, sauce, oven, lucky_number",
                "# only a comment  | p.yaml: the file is empty, must be a mapping with name, box, crust, price, max_weight, toppings, sauce, oven, lucky_number",
                "---               | p.yaml:1: the file is empty, must be a mapping with name, box, crust, price, max_weight, toppings, sauce, oven, lucky_number",
                "- a               | p.yaml:1: the file is a list, must be a mapping with name, box, crust, price, max_weight, toppings, sauce, oven, lucky_number",
                "a: b: c           | p.yaml:1:5: not YAML: mapping values are not allowed here",
                "a: [b             | p.yaml:1:6: not YAML: while parsing a flow sequence, expected ',' or ']', but got <stream end>",
            })
    void saysWhyAFileIsNoSettingsAtAll(String yaml, String message) {
        assertThat(problems(yaml)).containsExactly(message);
    }

    @Test
    void refusesControlCharacters() {
        assertThat(problems("name: \u0007"))
                .containsExactly("p.yaml: not YAML: character 7 is the control character U+0007");
    }

    @Test
    void refusesASecondDocument() {
        assertThat(problems(MINIMAL + "---\nname: b\n"))
                .containsExactly("p.yaml:3: a second document begins; only one is allowed");
    }

    @Test
    void refusesTagsAnchorsAndAliases() {
        var yaml =
                """
                name: !!javax.script.ScriptEngineManager x
                price: &p 5
                max_weight: *p
                oven: !hot {}
                """;
        assertThat(problems(yaml))
                .startsWith(
                        "p.yaml:1: the tag tag:yaml.org,2002:javax.script.ScriptEngineManager is"
                                + " not allowed; remove it",
                        "p.yaml:2: the anchor &p is not allowed; remove it",
                        "p.yaml:3: the alias *p is not allowed; write the value out",
                        "p.yaml:4: the tag !hot is not allowed; remove it");
    }

    @Test
    void refusesKeysThatAreNotText() {
        assertThat(problems(MINIMAL + "[a, b]: c"))
                .containsExactly("p.yaml:3: a key is a list, must be text");
    }

    @Test
    void refusesToNestWithoutEnd() {
        String deep = IntStream.range(0, 100_000).mapToObj(_ -> "[").collect(Collectors.joining());
        assertThat(problems("name: " + deep))
                .containsExactly("p.yaml: not YAML: nested deeper than 20 levels at p.yaml:1");
    }

    @Test
    void laysSetsOverTheFile() {
        assertThat(
                        read(
                                MINIMAL + "oven: {heat: 200}\n",
                                "price=9",
                                "oven.fan=false",
                                "sauce={type: tomato, garlic: 1}",
                                "price=10",
                                "toppings=[a]",
                                "name=a=b"))
                .isEqualTo(
                        new Pizza(
                                "a=b",
                                Path.of("out/a=b"),
                                Crust.THIN,
                                10,
                                Optional.empty(),
                                List.of("a"),
                                new Tomato(1),
                                new Oven(200, false),
                                7));
    }

    @Test
    void makesASectionThatTheFileHasNot() {
        assertThat(read(MINIMAL, "oven.heat=300").oven()).isEqualTo(new Oven(300, true));
    }

    @Test
    void takesAnEmptySetAsNull() {
        assertThat(read(MINIMAL + "max_weight: 3", "max_weight=").maxWeight()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "price       | must be key=value, for example training.learning_rate=1e-6",
                "=5          | must be key=value, for example training.learning_rate=1e-6",
                "oven..fan=1 | must be key=value, for example training.learning_rate=1e-6",
                "price.x=5   | price is '5', it has no keys to be set",
                "prize=5     | prize is not a known key; did you mean 'price'? Known: name, box, crust, price, max_weight, toppings, sauce, oven, lucky_number",
                "oven.heat=5 | oven.heat is 5, must be at least 100",
                "sauce.garlic=5 | sauce.type is missing, must be one of pesto, tomato",
                "price={a    | not YAML: while parsing a flow mapping, expected ',' or '}', but got <stream end>",
            })
    void citesTheSetThatIsWrong(String set, String message) {
        assertThat(problems(MINIMAL, set)).containsExactly("--set " + set + ": " + message);
    }

    sealed interface Dish {}

    record Plate(@Doc("what lies on it") String food) implements Dish {}

    record Menu(@Doc("in order") List<Course> courses) implements Dish {}

    record Course(@Doc("euros") @Default("1") double price, @Doc("to eat") Dish dish) {}

    private static final YamlSettings<Record> DISHES =
            new YamlSettings<>(
                    Record.class,
                    Map.of(
                            Record.class,
                            new Choice("kind", Map.of("course", Course.class)),
                            Dish.class,
                            Choice.byType(Map.of("plate", Plate.class, "menu", Menu.class))));

    @Test
    void listsHoldSectionsAndSectionsHoldThemselves() {
        var menu =
                new Course(
                        2,
                        new Menu(
                                List.of(
                                        new Course(3, new Plate("soup")),
                                        new Course(1, new Menu(List.of())))));
        String yaml = DISHES.write(menu);
        assertThat(yaml).contains("  - price: 3.0\n    dish:\n      type: plate\n");
        assertThat(DISHES.read("m", yaml, List.of())).isEqualTo(menu);
        assertThat(
                        catchThrowableOfType(
                                        SettingsException.class,
                                        () ->
                                                DISHES.read(
                                                        "m",
                                                        """
                                                        kind: course
                                                        dish:
                                                          type: menu
                                                          courses:
                                                            - dish: {type: plate}
                                                        """,
                                                        List.of()))
                                .problems())
                .containsExactly(
                        "m:5: dish.courses[0].dish.food is missing, must be text (what lies on it)");
    }

    @Test
    void explainsAListByItsFirstItemAndAChoiceWithinItselfOnce() {
        assertThat(DISHES.explain("course"))
                .isEqualTo(
                        """
                        kind: course                         # one of course
                        price: 1                             # euros
                        dish:                                # to eat
                          type: menu                         # one of menu, plate
                          courses:                           # in order (a list)
                            - price: 1                       # euros
                              dish: <a mapping with 'type'>  # to eat
                          # type: plate                      # or
                          # food: <text>                     # what lies on it
                        """);
    }

    @Test
    void insistsOnADocForEveryComponent() {
        record Mute(int x) {}
        assertThatThrownBy(
                        () -> new YamlSettings<>(Mute.class, Map.of()).read("m", "x: 1", List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("Mute.x has no @Doc");
    }

    @Test
    void explainsEveryKey() {
        var settings =
                new YamlSettings<>(
                        Record.class,
                        Map.of(
                                Record.class,
                                new Choice("kind", Map.of("pizza", Pizza.class)),
                                Sauce.class,
                                Choice.byType(
                                        Map.of("tomato", Tomato.class, "pesto", Pesto.class))));
        assertThat(settings.explain("pizza"))
                .isEqualTo(
                        """
                        kind: pizza                   # one of pizza
                        name: <text>                  # on the menu
                        box: out/<name>               # where it goes
                        crust: thin                   # edge (thin, deep-pan)
                        price: <a number>             # euros
                        max_weight: null              # grams
                        toppings: []                  # on top
                        sauce:                        # below (may be left out)
                          type: pesto                 # one of pesto, tomato
                          # type: tomato              # or
                          # garlic: <a whole number>  # cloves
                        oven:                         # how to bake (may be left out)
                          heat: 250                   # degrees
                          fan: true                   # hot air
                        lucky_number: 7               # draws
                        """);
        assertThatThrownBy(() -> settings.explain("piza"))
                .hasMessage("kind is 'piza'; did you mean 'pizza'? Known: pizza");
    }
}
