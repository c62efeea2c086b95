package dev.murmur.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be evaluated.
sealed interface Expr {
    record Literal(Value value) implements Expr {}

    record Name(String name) implements Expr {}

    record ListOf(List<Expr> items, boolean tuple) implements Expr {}

    record DictOf(List<Pair> pairs) implements Expr {}

    record Pair(Expr key, Expr value) {}

    /// `of.name`
    record Attribute(Expr of, String name) implements Expr {}

    /// `of[index]`
    record Item(Expr of, Expr index) implements Expr {}

    /// `of[begin:end:step]`
    record Slice(Expr of, @Nullable Expr begin, @Nullable Expr end, @Nullable Expr step)
            implements Expr {}

    record Call(Expr function, CallArguments arguments) implements Expr {}

    /// @param of null in `{% filter name %}` and `{% set x | name %}`: what the block says
    record Filter(@Nullable Expr of, String name, CallArguments arguments) implements Expr {}

    record Test(Expr of, String name, CallArguments arguments) implements Expr {}

    record Minus(Expr of) implements Expr {}

    record Plus(Expr of) implements Expr {}

    record Not(Expr of) implements Expr {}

    record And(Expr left, Expr right) implements Expr {}

    record Or(Expr left, Expr right) implements Expr {}

    /// @param operator of [Arithmetic]
    record Binary(String operator, Expr left, Expr right) implements Expr {}

    /// `a ~ b ~ c`
    record Concat(List<Expr> parts) implements Expr {}

    /// `first < a <= b`: all must hold
    record Compare(Expr first, List<Operand> operands) implements Expr {}

    /// @param operator of [Comparison]
    record Operand(String operator, Expr right) {}

    /// `then if test else otherwise`
    record Conditional(Expr test, Expr then, @Nullable Expr otherwise) implements Expr {}

    /// What stands between a call's parentheses.
    ///
    /// @param list `*list`
    /// @param dict `**dict`
    record CallArguments(
            List<Expr> positional, List<Named> named, @Nullable Expr list, @Nullable Expr dict) {
        static final CallArguments NONE = new CallArguments(List.of(), List.of(), null, null);
    }

    record Named(String name, Expr value) {}
}
