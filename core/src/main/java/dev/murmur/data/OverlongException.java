package dev.murmur.data;

/// Rows are too long, and none may be.
public final class OverlongException extends DataException {
    private static final long serialVersionUID = 1;

    private final int count;
    private final int maxTokens;
    private final String first;
    private final int tokens;

    /// @param count of rows that are too long, of all `rows`
    /// @param first id of the first of them
    /// @param tokens that it has
    OverlongException(int count, int rows, int maxTokens, String first, int tokens) {
        super(
                count
                        + " of "
                        + rows
                        + " rows are longer than max_tokens ("
                        + maxTokens
                        + "), the first is '"
                        + first
                        + "' with "
                        + tokens
                        + " tokens; raise max_tokens, or set overlong to drop or left");
        this.count = count;
        this.maxTokens = maxTokens;
        this.first = first;
        this.tokens = tokens;
    }

    /// This with as many more rows too long as later ones have.
    public OverlongException and(OverlongException later) {
        return new OverlongException(count + later.count, 0, maxTokens, first, tokens);
    }

    /// The same of so many rows in all.
    public OverlongException of(int rows) {
        return new OverlongException(count, rows, maxTokens, first, tokens);
    }
}
