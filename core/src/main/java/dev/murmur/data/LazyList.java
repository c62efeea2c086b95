package dev.murmur.data;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.Function;
import java.util.function.IntFunction;

/// A list that makes its elements when they are asked for, each time anew, and keeps none.
public final class LazyList<E> extends AbstractList<E> implements RandomAccess {
    private final int size;
    private final IntFunction<E> element;

    /// @param element from 0 to `size - 1`
    public LazyList(int size, IntFunction<E> element) {
        this.size = size;
        this.element = element;
    }

    /// What a function makes of a list's elements.
    public static <A, B> List<B> map(List<A> list, Function<A, B> function) {
        return new LazyList<>(list.size(), i -> function.apply(list.get(i)));
    }

    /// Some elements of a list.
    public static <E> List<E> pick(List<E> list, int... indices) {
        return new LazyList<>(indices.length, i -> list.get(indices[i]));
    }

    @Override
    public E get(int index) {
        return element.apply(Objects.checkIndex(index, size));
    }

    @Override
    public int size() {
        return size;
    }
}
