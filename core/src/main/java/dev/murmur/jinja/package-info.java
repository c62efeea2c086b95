/// A small sandboxed Jinja: what chat templates of model repositories need, as Jinja2 3.1 renders
/// it with the settings of Hugging Face (`trim_blocks`, `lstrip_blocks`, loop controls,
/// `raise_exception`, `strftime_now`, `tojson` without HTML escapes, `{% generation %}`).
///
/// A template computes with [dev.murmur.jinja.Value]s only: there is no reflection, no file, no
/// network, and nothing it is given can be changed. Steps, time, nesting and sizes are limited
/// ([dev.murmur.jinja.Limits]). Every character knows whether the template or somebody else wrote
/// it and whether the assistant is meant to have said it ([dev.murmur.jinja.Text]).
///
/// Source -> [dev.murmur.jinja.Lexer] -> [dev.murmur.jinja.Parser] -> [dev.murmur.jinja.Node] and
/// [dev.murmur.jinja.Expr] -> [dev.murmur.jinja.Renderer] and [dev.murmur.jinja.Evaluator]. To add
/// a filter or test: one line in its table ([dev.murmur.jinja.Filters],
/// [dev.murmur.jinja.TestTable]).
@NullMarked
package dev.murmur.jinja;

import org.jspecify.annotations.NullMarked;
