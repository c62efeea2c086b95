package dev.murmur.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement or a piece of text.
sealed interface Node {
    /// Text as it stands.
    record Data(Text text) implements Node {}

    /// `{{ value }}`
    record Output(Expr value, int line) implements Node {}

    record If(List<Branch> branches, List<Node> otherwise) implements Node {}

    record Branch(Expr test, List<Node> body, int line) {}

    /// @param filter `for x in xs if filter`
    record For(
            Target target,
            Expr items,
            @Nullable Expr filter,
            boolean recursive,
            List<Node> body,
            List<Node> otherwise,
            int line)
            implements Node {}

    record Set(Target target, Expr value, int line) implements Node {}

    /// `{% set x | filters %}..{% endset %}`
    record SetBlock(Target target, List<Expr.Filter> filters, List<Node> body, int line)
            implements Node {}

    record Macro(String name, Callable callable) implements Node {}

    /// `{% call(parameters) function(..) %}..{% endcall %}`
    record CallBlock(Expr.Call call, Callable caller, int line) implements Node {}

    record FilterBlock(List<Expr.Filter> filters, List<Node> body, int line) implements Node {}

    record With(List<Set> variables, List<Node> body) implements Node {}

    /// `{% generation %}`: what the assistant says.
    record Generation(List<Node> body) implements Node {}

    record Break() implements Node {}

    record Continue() implements Node {}

    /// Parameters and body of a macro or call block.
    ///
    /// @param names all names that the body uses: `varargs` and `kwargs` are taken if it asks
    record Callable(List<Parameter> parameters, List<Node> body, java.util.Set<String> names) {}

    record Parameter(String name, @Nullable Expr otherwise) {}

    /// What a value can be assigned to.
    sealed interface Target {}

    record NameTarget(String name) implements Target {}

    record TupleTarget(List<Target> targets) implements Target {}

    /// `namespace.member`
    record MemberTarget(String namespace, String member) implements Target {}
}
