package dev.murmur.model;

import dev.murmur.data.DataException;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import java.util.Locale;
import java.util.function.IntPredicate;

/// Which token of a prompt and its reply a reward model's score is read at. The rules differ only
/// where the text itself holds the padding id; padding proper does not exist here.
public enum ScoreAt {
    /// The last token: what a model trained here means by its score.
    LAST,

    /// The token before the first padding id, wherever that is. So reads the code published with
    /// Starling-RM-7B and Starling-RM-34B, which finds the end of a text by its padding.
    BEFORE_FIRST_PAD,

    /// The last token that is not the padding id. So do transformers' `ForSequenceClassification`
    /// models: where the end-of-turn token doubles as padding, it is not the one that is read.
    LAST_NON_PAD;

    /// The rule with the padding id of a folder's `config.json`.
    ///
    /// @throws CheckpointException if the rule needs one and there is none
    public ScorePosition in(ModelFolder folder) {
        if (this == LAST) {
            return ScorePosition.LAST;
        }
        int pad = folder.padId().orElseThrow(() -> noPad(folder));
        return this == BEFORE_FIRST_PAD ? beforeFirst(pad) : lastOther(pad);
    }

    private CheckpointException noPad(ModelFolder folder) {
        return new CheckpointException(
                folder.path().resolve("config.json")
                        + " has no pad_token_id; score_at "
                        + this
                        + " needs the one that the model was trained with, "
                        + LAST
                        + " needs none");
    }

    private static ScorePosition beforeFirst(int pad) {
        return (group, reply) -> {
            int first = first(group, reply, id -> id == pad);
            if (first == 0) {
                throw new DataException(
                        "prompt "
                                + group.id()
                                + " begins with the padding id "
                                + pad
                                + "; score_at "
                                + BEFORE_FIRST_PAD
                                + " has no token before it to read");
            }
            return first - 1;
        };
    }

    private static ScorePosition lastOther(int pad) {
        return (group, reply) -> {
            int at = ScorePosition.LAST.of(group, reply);
            while (at > 0 && id(group, reply, at) == pad) {
                at--;
            }
            return at;
        };
    }

    /// Index of the first token of a kind, the number of tokens if there is none.
    private static int first(TokenGroup group, TokenReply reply, IntPredicate kind) {
        int tokens = ScorePosition.LAST.of(group, reply) + 1;
        int at = 0;
        while (at < tokens && !kind.test(id(group, reply, at))) {
            at++;
        }
        return at;
    }

    private static int id(TokenGroup group, TokenReply reply, int at) {
        int prompt = group.prompt().length;
        return at < prompt ? group.prompt()[at] : reply.ids()[at - prompt];
    }

    /// As recipes and options write it: `before-first-pad`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
