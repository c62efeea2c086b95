package dev.murmur.judge;

import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.metrics.RunContext;
import java.util.List;

/// Says which of two replies to a prompt is better.
public interface PreferenceJudge extends AutoCloseable {
    /// Two replies to one prompt.
    record Match(Prompt prompt, Reply first, Reply second) {}

    /// What it is, for reports.
    String id();

    /// @return one verdict a match, in order
    List<Verdict> compare(List<Match> matches, RunContext context);

    @Override
    void close();
}
