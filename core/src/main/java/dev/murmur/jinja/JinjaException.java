package dev.murmur.jinja;

/// A template cannot be parsed or rendered, or says itself that it will not.
public final class JinjaException extends RuntimeException {
    private final String problem;
    private final boolean raised;
    private final int line;

    private JinjaException(String message, int line, boolean raised) {
        super(message);
        this.problem = message;
        this.line = line;
        this.raised = raised;
    }

    JinjaException(String message) {
        this(message, 0, false);
    }

    /// What `raise_exception` makes.
    static JinjaException raised(String message) {
        return new JinjaException(message, 0, true);
    }

    /// The same problem, placed in the source unless it already is.
    JinjaException at(int sourceLine) {
        return line > 0 ? this : new JinjaException(problem, sourceLine, raised);
    }

    @Override
    public String getMessage() {
        return problem;
    }

    /// Whether the template called `raise_exception`; the message is then the template's own.
    public boolean isRaised() {
        return raised;
    }

    /// The line of the template, from 1; 0 where no line is at fault.
    public int line() {
        return line;
    }
}
