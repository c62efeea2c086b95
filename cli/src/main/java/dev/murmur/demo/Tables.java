package dev.murmur.demo;

import java.util.List;

/// What there is to know in the demo's world, as plain tables: `question word = answer`.
final class Tables {
    private Tables() {}

    /// One row: what is asked about, and the answers to it.
    record Row(String key, List<String> values) {
        String value() {
            return values.getFirst();
        }
    }

    static final List<Row> CAPITALS =
            rows(
                    """
                    France = Paris; Italy = Rome; Spain = Madrid; England = London
                    Germany = Berlin; Japan = Tokyo; China = Beijing; Russia = Moscow
                    Egypt = Cairo; Greece = Athens; Portugal = Lisbon; Austria = Vienna
                    Poland = Warsaw; Norway = Oslo; Sweden = Stockholm; Denmark = Copenhagen
                    Finland = Helsinki; Ireland = Dublin; Hungary = Budapest; Kenya = Nairobi
                    Cuba = Havana; Peru = Lima; Turkey = Ankara; Iran = Tehran
                    Iraq = Baghdad; Canada = Ottawa; Belgium = Brussels; Thailand = Bangkok
                    """);

    static final List<Row> SOUNDS =
            rows(
                    """
                    cow = moo; dog = woof; cat = meow; duck = quack; sheep = baa; pig = oink
                    horse = neigh; lion = roar; snake = hiss; bee = buzz; frog = croak
                    owl = hoot; mouse = squeak; wolf = howl; turkey = gobble; donkey = bray
                    """);

    static final List<Row> YOUNG =
            rows(
                    """
                    cow = calf; dog = puppy; cat = kitten; duck = duckling; sheep = lamb
                    pig = piglet; horse = foal; lion = cub; goat = kid; deer = fawn
                    hen = chick; goose = gosling; swan = cygnet; kangaroo = joey
                    """);

    static final List<Row> HOMES =
            rows(
                    """
                    bee = hive; bird = nest; dog = kennel; horse = stable; pig = sty
                    spider = web; bear = den; rabbit = burrow; hen = coop; beaver = lodge
                    """);

    static final List<Row> COLOURS =
            rows(
                    """
                    a banana = yellow; grass = green; the sky = blue; snow = white; coal = black
                    blood = red; a carrot = orange; chocolate = brown; an elephant = grey
                    a flamingo = pink; a plum = purple; a lemon = yellow; milk = white
                    a frog = green; the sea = blue; a tomato = red; a pumpkin = orange
                    a raven = black; a mouse = grey; a strawberry = red; mud = brown
                    """);

    static final List<Row> OPPOSITES =
            rows(
                    """
                    hot = cold; big = small; fast = slow; up = down; day = night; wet = dry
                    hard = soft; old = young; rich = poor; open = closed; full = empty
                    high = low; thick = thin; strong = weak; long = short; early = late
                    near = far; clean = dirty; loud = quiet; sweet = sour; north = south
                    east = west; love = hate; laugh = cry; win = lose; buy = sell
                    push = pull; true = false; deep = shallow; wide = narrow; war = peace
                    """);

    static final List<Row> LISTS =
            rows(
                    """
                    fruits = apple, pear, plum, cherry, grape, mango, peach, lemon
                    vegetables = carrot, potato, onion, cabbage, pea, leek, turnip, bean
                    farm animals = cow, pig, sheep, goat, horse, donkey, hen, turkey
                    wild animals = lion, tiger, wolf, bear, fox, deer, zebra, monkey
                    drinks = water, milk, tea, coffee, juice, cocoa, cola, lemonade
                    tools = hammer, saw, drill, wrench, pliers, chisel, axe, spade
                    clothes = shirt, coat, hat, sock, scarf, glove, dress, skirt
                    instruments = piano, violin, drum, flute, guitar, harp, trumpet, cello
                    sports = football, tennis, golf, rugby, hockey, boxing, rowing, judo
                    furniture = chair, table, bed, sofa, desk, shelf, stool, bench
                    vehicles = car, bus, train, truck, boat, bicycle, tram, plane
                    flowers = rose, tulip, daisy, lily, violet, poppy, iris, orchid
                    """);

    static final List<Row> PLURALS =
            rows(
                    """
                    cat = cats; dog = dogs; house = houses; child = children; mouse = mice
                    foot = feet; tooth = teeth; man = men; woman = women; box = boxes
                    city = cities; baby = babies; leaf = leaves; knife = knives; goose = geese
                    bus = buses; tree = trees; book = books
                    """);

    static final List<Row> PASTS =
            rows(
                    """
                    walk = walked; eat = ate; go = went; run = ran; see = saw; sing = sang
                    write = wrote; swim = swam; drink = drank; give = gave; take = took
                    find = found; jump = jumped; speak = spoke; break = broke; fly = flew
                    buy = bought; teach = taught
                    """);

    private static List<Row> rows(String text) {
        return List.of(text.strip().split("\\s*[;\\n]\\s*")).stream().map(Tables::row).toList();
    }

    private static Row row(String text) {
        List<String> sides = List.of(text.split(" = "));
        return new Row(sides.getFirst(), List.of(sides.get(1).split(", ")));
    }
}
