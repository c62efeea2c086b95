package dev.murmur.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.pickle.PyValue.Call;
import dev.murmur.pickle.PyValue.Dict;
import dev.murmur.pickle.PyValue.Int;
import dev.murmur.pickle.PyValue.Items;
import dev.murmur.pickle.PyValue.Persistent;
import dev.murmur.pickle.PyValue.Real;
import dev.murmur.pickle.PyValue.Text;
import dev.murmur.pickle.PyValue.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PickleMachineTest {
    private static final Set<String> FUNCTIONS = Set.of("torch.make");

    @Test
    void numbersTextsAndContainersAreRead() {
        PyValue value =
                read(
                        new PickleCode()
                                .mark()
                                .op('J', 0xff, 0xff, 0xff, 0xff) // BININT
                                .op('K', 200)
                                .op('M', 0x34, 0x12)
                                .op(0x8a, 2, 0x00, 0x80) // LONG1
                                .op(0x8a, 0)
                                .op('G', 0x3f, 0xf8, 0, 0, 0, 0, 0, 0) // BINFLOAT, big-endian
                                .text("é")
                                .op(']', 'K', 1, 'a', '(', 'K', 2, 'K', 3, 'e')
                                .tuple());

        assertThat(((Tuple) value).items())
                .containsExactly(
                        new Int(-1),
                        new Int(200),
                        new Int(0x1234),
                        new Int(-32768),
                        new Int(0),
                        new Real(1.5),
                        new Text("é"),
                        new Items(new ArrayList<>(List.of(new Int(1), new Int(2), new Int(3)))));
    }

    @Test
    void anOrderedDictIsADictAndItsAttributesAreDropped() {
        PyValue value =
                read(
                        new PickleCode()
                                .global("collections", "OrderedDict")
                                .op(')', 'R')
                                .mark()
                                .text("b")
                                .op('K', 1)
                                .text("a")
                                .op('K', 2, 'u')
                                .dict()
                                .text("_metadata")
                                .dict()
                                .op('s', 'b'));

        assertThat(((Dict) value).entries().keySet()).containsExactly("b", "a");
    }

    @Test
    void aCallIsWrittenDownAndNotMade() {
        PyValue value =
                read(
                        new PickleCode()
                                .global("torch", "make")
                                .text("key")
                                .op('Q', 0x85, 'R')); // BINPERSID TUPLE1 REDUCE

        assertThat(value)
                .isEqualTo(new Call("torch.make", List.of(new Persistent(new Text("key")))));
    }

    @Test
    void whatIsRememberedComesBack() {
        PyValue value =
                read(
                        new PickleCode()
                                .op('K', 7, 'q', 3, 'r', 0, 0, 1, 0) // BINPUT LONG_BINPUT
                                .op('h', 3, 'j', 0, 0, 1, 0, 0x87)); // BINGET LONG_BINGET TUPLE3

        assertThat(((Tuple) value).items()).containsOnly(new Int(7)).hasSize(3);
    }

    @Test
    void aHugeIndexIsRememberedWithoutRoomForAllBelowIt() {
        PyValue value =
                read(
                        new PickleCode()
                                .op('K', 7, 'r') // BININT1 LONG_BINPUT
                                .i32(-1)
                                .op('j') // LONG_BINGET
                                .i32(-1));

        assertThat(value).isEqualTo(new Int(7));
        assertThatThrownBy(() -> read(new PickleCode().op('j').i32(-1)))
                .hasMessageContaining("nothing is remembered as 4294967295");
    }

    @ParameterizedTest
    @CsvSource({
        "posix, system",
        "os, system",
        "builtins, eval",
        "torch, load",
        "collections, OrderedDict.fromkeys",
        "torch._utils, make"
    })
    void whatIsNotOnTheListIsRefusedByName(String module, String name) {
        assertThatThrownBy(() ->
                        read(
                                new PickleCode()
                                        .global(module, name)
                                        .text("touch /tmp/owned")
                                        .op(0x85, 'R')))
                .isInstanceOf(PickleException.class)
                .hasMessageContaining("asks for " + module + "." + name + "; refused")
                .hasMessageContaining("collections.OrderedDict, torch.make");
    }

    @ParameterizedTest
    @CsvSource({
        "0x69, INST",
        "0x6f, OBJ",
        "0x81, NEWOBJ",
        "0x92, NEWOBJ_EX",
        "0x93, STACK_GLOBAL",
        "0x82, EXT1",
        "0x50, PERSID",
        "0x8b, 0x8b",
        "0x00, 0x0"
    })
    void opcodesThatTorchDoesNotWriteAreRefused(String opcode, String name) {
        assertThatThrownBy(() -> read(new PickleCode().op(Integer.decode(opcode))))
                .hasMessageContaining("uses the pickle opcode " + name + " at byte 2; refused");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5})
    void otherProtocolsAreRefused(int protocol) {
        assertThatThrownBy(() -> read(new PickleCode().op(0x80, protocol)))
                .hasMessageContaining("pickle protocol " + protocol + ", only 2 is read");
    }

    @Test
    void callingWhatIsNoFunctionIsRefused() {
        assertThatThrownBy(() -> read(new PickleCode().text("print").op(')', 'R')))
                .hasMessage("calls a string with a tuple of 0; refused");
        assertThatThrownBy(() -> read(new PickleCode().global("torch", "make").op('K', 1, 'R')))
                .hasMessage("calls torch.make with the integer 1; refused");
        assertThatThrownBy(() ->
                        read(
                                new PickleCode()
                                        .global("collections", "OrderedDict")
                                        .op('N', 0x85, 'R')))
                .hasMessage("makes an OrderedDict of a tuple of 1; refused");
    }

    @Test
    void settingAttributesOfAnythingButADictIsRefused() {
        assertThatThrownBy(() ->
                        read(new PickleCode().global("torch", "make").op(')', 'R').dict().op('b')))
                .hasMessage("sets attributes of a result of torch.make from a dict; refused");
    }

    @Test
    void aKeyThatIsThereTwiceIsRefused() {
        assertThatThrownBy(() ->
                        read(
                                new PickleCode()
                                        .dict()
                                        .mark()
                                        .text("a")
                                        .op('N')
                                        .text("a")
                                        .op('N', 'u')))
                .hasMessage("has 'a' twice in one dict");
    }

    @Test
    void aKeyThatIsNoStringIsRefused() {
        assertThatThrownBy(() -> read(new PickleCode().dict().op('K', 5, 'N', 's')))
                .hasMessage("has the integer 5 as a key of a dict, expected a string");
    }

    @Test
    void hugeIntegersAndTextsAreRefused() {
        assertThatThrownBy(() -> read(new PickleCode().op(0x8a, 9)))
                .hasMessageContaining("an integer of 9 bytes");
        assertThatThrownBy(() -> read(new PickleCode().op('X').i32(-1)))
                .hasMessageContaining("a text of 4294967295 bytes");
    }

    @Test
    void aPickleThatEndsEarlyIsBroken() {
        byte[] whole =
                new PickleCode().global("torch", "make").text("key").op('Q', 0x85, 'R').stop();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> PickleMachine.read(cut, FUNCTIONS))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(PickleException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "u", "e", "s", "a", "R", "b", "Q", "q", "h", "(Q", "K\1(a"})
    void aStackThatRunsEmptyIsBroken(String opcodes) {
        var code = new PickleCode();
        opcodes.chars().forEach(code::op);
        assertThatThrownBy(() -> read(code.op(0)))
                .isInstanceOf(PickleException.class)
                .hasMessageContaining("broken pickle");
    }

    @Test
    void nestingValuesAndLengthAreLimited() {
        var deep = new PickleCode();
        for (int i = 0; i < 200; i++) {
            deep.mark();
        }
        assertThatThrownBy(() -> read(deep)).hasMessageContaining("nested deeper than 100");
        var many = new PickleCode();
        for (int i = 0; i < 2_000_001; i++) {
            many.op('N');
        }
        assertThatThrownBy(() -> read(many)).hasMessageContaining("more than 2000000 values");
        assertThatThrownBy(
                        () -> PickleMachine.read(new byte[PickleMachine.MAX_LENGTH + 1], FUNCTIONS))
                .hasMessageContaining("has a pickle of 16777217 bytes");
    }

    @Test
    void aTupleOfItselfDoubledAThousandTimesCostsAThousandSteps() {
        var code = new PickleCode().op('N', 0x85);
        for (int i = 0; i < 1000; i++) {
            code.op('q', 0, 'h', 0, 0x86); // BINPUT BINGET TUPLE2
        }
        assertThat(read(code).kind()).isEqualTo("a tuple of 2");
    }

    @Test
    void aListInItselfIsNoTrouble() {
        assertThat(read(new PickleCode().op(']', 'q', 0, 'h', 0, 'a')).kind()).isEqualTo("a list");
    }

    private static PyValue read(PickleCode code) {
        return PickleMachine.read(code.stop(), FUNCTIONS);
    }
}
