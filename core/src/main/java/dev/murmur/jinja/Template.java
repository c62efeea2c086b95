package dev.murmur.jinja;

import java.time.Clock;
import java.util.List;
import java.util.Map;

/// A parsed template; immutable, for any number of threads.
public final class Template {
    private final List<Node> nodes;
    private final boolean generation;

    private Template(Parser.Parsed parsed) {
        this.nodes = parsed.nodes();
        this.generation = parsed.generation();
    }

    /// @throws JinjaException with the line, if the source is not a template
    public static Template parse(String source) {
        return new Template(Parser.parse(source));
    }

    /// Whether it says itself what the assistant writes, in `{% generation %}` blocks.
    public boolean hasGeneration() {
        return generation;
    }

    /// @param variables what the template may use, by name
    /// @param clock for `strftime_now`
    /// @throws JinjaException if the template raises, does what is not defined, or a limit is
    ///   reached
    public Text render(Map<String, ? extends Value> variables, Clock clock, Limits limits) {
        Run run = Run.of(limits, clock);
        var globals = new Scope(null);
        Globals.of(run).forEach(globals::set);
        variables.forEach(globals::set);
        return new Renderer(run).text(nodes, new Scope(globals));
    }
}
