package dev.murmur.pickle;

import dev.murmur.pickle.PyValue.Bool;
import dev.murmur.pickle.PyValue.Call;
import dev.murmur.pickle.PyValue.Dict;
import dev.murmur.pickle.PyValue.Global;
import dev.murmur.pickle.PyValue.Int;
import dev.murmur.pickle.PyValue.Items;
import dev.murmur.pickle.PyValue.None;
import dev.murmur.pickle.PyValue.Persistent;
import dev.murmur.pickle.PyValue.Real;
import dev.murmur.pickle.PyValue.Text;
import dev.murmur.pickle.PyValue.Tuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Python's pickle machine, reduced to what `torch.save` writes: the opcodes that PyTorch's own
/// `weights_only` reader accepts (torch/_weights_only_unpickler.py), and protocol 2.
///
/// Nothing runs: a function is a name from a list, and calling one gives a [Call] that says so.
/// Every step adds at most one value, their number and the length of texts are limited, and no step
/// looks into what it moves; so time and memory grow with the length of the pickle and no faster.
public final class PickleMachine {
    /// Bytes; a pickle spends about 200 on a tensor.
    public static final int MAX_LENGTH = 1 << 24;

    private static final int MAX_VALUES = 2_000_000;
    private static final int MAX_MARKS = 100;
    private static final int PROTOCOL = 2;
    private static final String ORDERED_DICT = "collections.OrderedDict";

    /// Opcodes that make objects or fetch functions in ways that `torch.save` never uses.
    private static final Map<Integer, String> REFUSED =
            Map.of(
                    0x50,
                    "PERSID",
                    0x69,
                    "INST",
                    0x6f,
                    "OBJ",
                    0x81,
                    "NEWOBJ",
                    0x82,
                    "EXT1",
                    0x83,
                    "EXT2",
                    0x84,
                    "EXT4",
                    0x92,
                    "NEWOBJ_EX",
                    0x93,
                    "STACK_GLOBAL");

    private final PickleBytes in;
    private final Set<String> functions;
    private final ArrayList<PyValue> stack = new ArrayList<>();
    private final ArrayDeque<Integer> marks = new ArrayDeque<>();
    private final Map<Long, PyValue> memo = new HashMap<>();
    private int values;

    private PickleMachine(byte[] pickle, Set<String> functions) {
        this.in = new PickleBytes(pickle);
        this.functions = functions;
    }

    /// Reads one pickle.
    ///
    /// @param functions full names of what it may mention, such as
    ///   `torch._utils._rebuild_tensor_v2`; `collections.OrderedDict` is understood without being
    ///   listed
    /// @throws PickleException if it is broken, too large, or mentions anything else
    public static PyValue read(byte[] pickle, Set<String> functions) {
        if (pickle.length > MAX_LENGTH) {
            throw new PickleException(
                    "has a pickle of " + pickle.length + " bytes, more than " + MAX_LENGTH);
        }
        return new PickleMachine(pickle, functions).run();
    }

    private PyValue run() {
        while (true) {
            int opcode = in.u8();
            if (opcode == '.') {
                return pop();
            }
            step(opcode);
        }
    }

    private void step(int opcode) {
        switch (opcode) {
            case 0x80 -> protocol();
            case '(' -> mark();
            case 'N' -> push(new None());
            case 0x88 -> push(new Bool(true));
            case 0x89 -> push(new Bool(false));
            case 'J' -> push(new Int(in.i32()));
            case 'K' -> push(new Int(in.u8()));
            case 'M' -> push(new Int(in.u16()));
            case 0x8a -> push(new Int(in.longOf(in.u8()))); // LONG1
            case 'G' -> push(new Real(in.bigEndianDouble()));
            case 'X' -> push(new Text(in.text(in.u32()))); // BINUNICODE
            case ')' -> push(new Tuple(List.of()));
            case 't' -> push(new Tuple(popMark()));
            case 0x85 -> push(new Tuple(popLast(1)));
            case 0x86 -> push(new Tuple(popLast(2)));
            case 0x87 -> push(new Tuple(popLast(3)));
            case ']' -> push(new Items(new ArrayList<>()));
            case 'a' -> append(popLast(1));
            case 'e' -> append(popMark());
            case '}' -> push(new Dict(new LinkedHashMap<>()));
            case 's' -> setItems(popLast(2));
            case 'u' -> setItems(popMark());
            case 'q' -> memo.put((long) in.u8(), top());
            case 'r' -> memo.put(in.u32(), top());
            case 'h' -> push(remembered(in.u8()));
            case 'j' -> push(remembered(in.u32()));
            case 'c' -> push(global());
            case 'Q' -> push(new Persistent(pop()));
            case 'R' -> reduce();
            case 'b' -> build();
            default -> throw refused(opcode);
        }
    }

    private void mark() {
        if (marks.size() == MAX_MARKS) {
            throw new PickleException("has a pickle nested deeper than " + MAX_MARKS);
        }
        marks.push(stack.size());
    }

    private PickleException refused(int opcode) {
        return new PickleException(
                "uses the pickle opcode "
                        + REFUSED.getOrDefault(opcode, "0x" + Integer.toHexString(opcode))
                        + " at byte "
                        + (in.position() - 1)
                        + "; refused, since torch.save writes none");
    }

    private void protocol() {
        int protocol = in.u8();
        if (protocol != PROTOCOL) {
            throw new PickleException(
                    "is written in pickle protocol "
                            + protocol
                            + ", only "
                            + PROTOCOL
                            + " is read; save it again with torch.save and its defaults");
        }
    }

    private Global global() {
        String name = in.line() + "." + in.line();
        if (!functions.contains(name) && !name.equals(ORDERED_DICT)) {
            throw new PickleException(
                    "asks for "
                            + name
                            + "; refused, weights need only "
                            + Stream.concat(Stream.of(ORDERED_DICT), functions.stream().sorted())
                                    .collect(Collectors.joining(", ")));
        }
        return new Global(name);
    }

    private void reduce() {
        PyValue arguments = pop();
        PyValue function = pop();
        if (!(function instanceof Global(String name))
                || !(arguments instanceof Tuple(List<PyValue> items))) {
            throw new PickleException(
                    "calls " + function.kind() + " with " + arguments.kind() + "; refused");
        }
        if (!name.equals(ORDERED_DICT)) {
            push(new Call(name, items));
        } else if (items.isEmpty()) {
            push(new Dict(new LinkedHashMap<>()));
        } else {
            throw new PickleException("makes an OrderedDict of " + arguments.kind() + "; refused");
        }
    }

    /// Gives an object attributes. Only dicts have some, the versions that modules keep in
    /// `_metadata`, which say nothing about tensors.
    private void build() {
        PyValue state = pop();
        if (!(top() instanceof Dict) || !(state instanceof Dict)) {
            throw new PickleException(
                    "sets attributes of " + top().kind() + " from " + state.kind() + "; refused");
        }
    }

    private void append(List<PyValue> items) {
        if (!(top() instanceof Items(ArrayList<PyValue> list))) {
            throw new PickleException("appends to " + top().kind());
        }
        list.addAll(items);
    }

    private void setItems(List<PyValue> items) {
        if (!(top() instanceof Dict dict) || items.size() % 2 != 0) {
            throw new PickleException("sets " + items.size() + " items of " + top().kind());
        }
        for (int i = 0; i < items.size(); i += 2) {
            if (!(items.get(i) instanceof Text(String name))) {
                throw new PickleException(
                        "has " + items.get(i).kind() + " as a key of a dict, expected a string");
            }
            dict.put(name, items.get(i + 1));
        }
    }

    private void push(PyValue value) {
        if (++values > MAX_VALUES) {
            throw new PickleException("has a pickle of more than " + MAX_VALUES + " values");
        }
        stack.add(value);
    }

    private PyValue top() {
        return stack.get(require(1) - 1);
    }

    private PyValue pop() {
        return stack.remove(require(1) - 1);
    }

    private List<PyValue> popLast(int count) {
        return popFrom(require(count) - count);
    }

    private List<PyValue> popMark() {
        if (marks.isEmpty()) {
            throw new PickleException("has a broken pickle: no mark at byte " + in.position());
        }
        return popFrom(marks.pop());
    }

    private List<PyValue> popFrom(int start) {
        List<PyValue> tail = stack.subList(start, stack.size());
        List<PyValue> items = List.copyOf(tail);
        tail.clear();
        return items;
    }

    /// Nothing below the last mark is taken, as in Python.
    ///
    /// @return the size of the stack
    private int require(int count) {
        int floor = marks.isEmpty() ? 0 : marks.peek();
        if (stack.size() - floor < count) {
            throw new PickleException(
                    "has a broken pickle: nothing on the stack at byte " + in.position());
        }
        return stack.size();
    }

    private PyValue remembered(long index) {
        PyValue value = memo.get(index);
        if (value == null) {
            throw new PickleException("has a broken pickle: nothing is remembered as " + index);
        }
        return value;
    }
}
