package dev.murmur.jinja;

/// A piece of a template's source.
///
/// @param text of data and strings what they say, of anything else how it is written
record Token(Kind kind, String text, int line) {
    enum Kind {
        DATA,
        VARIABLE_BEGIN,
        VARIABLE_END,
        BLOCK_BEGIN,
        BLOCK_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean is(Kind wanted) {
        return kind == wanted;
    }

    boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }

    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    /// For messages.
    String described() {
        return switch (kind) {
            case DATA -> "text";
            case VARIABLE_BEGIN -> "'{{'";
            case VARIABLE_END -> "'}}'";
            case BLOCK_BEGIN -> "'{%'";
            case BLOCK_END -> "'%}'";
            case STRING -> "a string";
            case END -> "the end of the template";
            default -> "'" + text + "'";
        };
    }
}
