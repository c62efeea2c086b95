package dev.murmur.online;

import dev.murmur.data.Candidates;
import java.nio.file.Path;
import java.util.List;

/// One iteration's training on replies.
///
/// @param iteration from 1; with the recipe's seed it keys the order of the replies
/// @param policy folder of the model to start from
/// @param replies what to imitate, one a prompt, at least one prompt
/// @param folder where `metrics.jsonl` and `model/` go
public record ImitationJob(int iteration, Path policy, List<Candidates> replies, Path folder) {
    public ImitationJob {
        replies = List.copyOf(replies);
    }
}
