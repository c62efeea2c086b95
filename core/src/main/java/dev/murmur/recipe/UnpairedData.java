package dev.murmur.recipe;

import dev.murmur.data.DataException;
import dev.murmur.data.DataReader;
import dev.murmur.data.Encoded;
import dev.murmur.data.LabelledReply;
import dev.murmur.data.Mismatches;
import dev.murmur.data.TokenGroup;
import dev.murmur.objective.LabelledExample;
import dev.murmur.objective.ReferencedReply;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// Labelled replies as tokens.
///
/// @param own one reply each
/// @param desirable as many, in their order
/// @param mismatched the prompts with other rows' replies, in their order; none where nothing asks
///   for them
record UnpairedData(List<TokenGroup> own, List<Boolean> desirable, List<TokenGroup> mismatched) {
    /// @throws DataException if the file cannot be used, or has only one of the two labels
    static UnpairedData read(TextModel text, DataSection section, Path file) {
        List<Encoded.Item<LabelledReply, TokenGroup>> items =
                TrainingRun.kept(
                        file, DataReader.labelled(file), text.encoder(section.limits())::labelled);
        List<Boolean> labels = items.stream().map(item -> item.row().desirable()).toList();
        if (!labels.contains(true) || !labels.contains(false)) {
            throw new DataException(
                    file
                            + ": every row has the label "
                            + labels.getFirst()
                            + ", must have rows with true and with false");
        }
        return new UnpairedData(
                items.stream().map(Encoded.Item::tokens).toList(), labels, List.of());
    }

    UnpairedData mismatched(DataSection section, long seed) {
        return new UnpairedData(own, desirable, Mismatches.of(own, section.maxTokens(), seed));
    }

    /// What the reference scores: each prompt once, with its own reply and the mismatched one.
    List<TokenGroup> together() {
        return mismatched.isEmpty()
                ? own
                : IntStream.range(0, own.size()).mapToObj(this::together).toList();
    }

    private TokenGroup together(int row) {
        TokenGroup group = own.get(row);
        return new TokenGroup(
                group.id(),
                group.prompt(),
                List.of(group.replies().getFirst(), mismatched.get(row).replies().getFirst()));
    }

    /// With what the reference thinks of the replies.
    ///
    /// @throws IllegalStateException if these are not the lines of these rows
    List<LabelledExample> with(List<UnpairedReference> reference) {
        if (reference.size() != own.size()) {
            throw new IllegalStateException(
                    reference.size() + " reference log-probs for " + own.size() + " rows");
        }
        return IntStream.range(0, own.size()).mapToObj(i -> example(i, reference.get(i))).toList();
    }

    private LabelledExample example(int row, UnpairedReference line) {
        TokenGroup group = own.get(row);
        if (!group.id().equals(line.id())) {
            throw new IllegalStateException(
                    "row '" + group.id() + "' has the reference log-probs of '" + line.id() + "'");
        }
        Double other = line.mismatched();
        return new LabelledExample(
                new ReferencedReply(group, line.own()),
                desirable.get(row),
                other == null ? null : new ReferencedReply(mismatched.get(row), other));
    }
}
