package dev.murmur.recipe;

import dev.murmur.data.Conversation;
import dev.murmur.data.DataException;
import dev.murmur.settings.Check;
import dev.murmur.settings.Doc;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the conversations of one source weigh, and what the model is told of them: a class of
/// C-RLFT.
public record ConversationClass(
        @Doc("source of its conversations") String source,
        @Doc("weight of a token in the loss, > 0") double weight,
        @Doc("text before the roles, where the template has one") Optional<String> condition) {
    public ConversationClass {
        new Check()
                .require(
                        weight > 0,
                        "weight",
                        weight,
                        "> 0; leave the source's rows out to drop them")
                .verify();
    }

    /// A conversation with the weight and the condition of its class. What the row says itself
    /// counts before what its class says.
    ///
    /// @param file for messages
    /// @throws DataException if there are classes and the row is in none and has no weight
    static Conversation apply(List<ConversationClass> classes, Path file, Conversation row) {
        return classes.isEmpty() ? row : classified(classes, file, row);
    }

    private static Conversation classified(
            List<ConversationClass> classes, Path file, Conversation row) {
        Optional<ConversationClass> own =
                classes.stream().filter(one -> one.source.equals(row.source())).findFirst();
        Double weight =
                row.weight() == null
                        ? own.map(ConversationClass::weight).orElse(null)
                        : row.weight();
        if (weight == null) {
            throw new DataException(
                    file
                            + ": conversation '"
                            + row.id()
                            + "' has the source '"
                            + row.source()
                            + "' and no 'weight' of its own; classes are for "
                            + classes.stream().map(ConversationClass::source).toList());
        }
        String condition =
                row.condition() == null
                        ? own.flatMap(ConversationClass::condition).orElse(null)
                        : row.condition();
        return new Conversation(row.id(), row.messages(), row.source(), weight, condition);
    }
}
