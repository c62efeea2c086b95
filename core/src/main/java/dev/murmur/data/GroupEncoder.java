package dev.murmur.data;

import dev.murmur.text.ChatTemplate;
import dev.murmur.text.RenderedChat;
import dev.murmur.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Turns rows into token groups with a model's tokenizer and template.
///
/// A sampled reply keeps the ids it was sampled as. A written one is encoded on its own and gets
/// the end-of-turn token; one that was cut at a length limit gets none.
///
/// @param limits of a prompt and one reply
public record GroupEncoder(Tokenizer tokenizer, ChatTemplate template, TokenLimits limits) {
    /// Prompts may take what their replies leave of `maxTokens`.
    public GroupEncoder(
            Tokenizer tokenizer, ChatTemplate template, int maxTokens, Overlong overlong) {
        this(tokenizer, template, new TokenLimits(maxTokens, 0, overlong));
    }

    /// Prompts with the marker that opens the assistant's turn, beside the limits' room and at
    /// least one token of a reply.
    ///
    /// @throws DataException as every method here, if a row is too long and [Overlong#ERROR] is set
    public Encoded<Prompt, int[]> prompts(List<Prompt> rows) {
        return encode(rows, row -> cut(row.id(), prompt(row), Math.max(1, limits.room())));
    }

    /// The chosen reply first. A pair whose replies have the same tokens is left out.
    public Encoded<PreferencePair, TokenGroup> pairs(List<PreferencePair> rows) {
        return encode(
                rows,
                row -> {
                    Outcome<TokenGroup> group =
                            group(row.prompt(), List.of(row.chosen(), row.rejected()));
                    return group instanceof Kept(TokenGroup kept) && sameReplies(kept)
                            ? new Left<>(row.prompt().id(), "chosen and rejected: same tokens")
                            : group;
                });
    }

    public Encoded<RankedReplies, TokenGroup> rankings(List<RankedReplies> rows) {
        return encode(rows, row -> group(row.prompt(), row.replies()));
    }

    public Encoded<Candidates, TokenGroup> candidates(List<Candidates> rows) {
        return encode(rows, row -> group(row.prompt(), row.replies()));
    }

    /// The prompt is everything before the first token of the assistant's, the one reply everything
    /// from there to the assistant's last; turns of others inside it do not count.
    public Encoded<Conversation, TokenGroup> conversations(List<Conversation> rows) {
        return encode(rows, this::conversation);
    }

    /// What became of a row.
    private sealed interface Outcome<T> {}

    private record Kept<T>(T tokens) implements Outcome<T> {}

    private record Left<T>(String id, String reason) implements Outcome<T> {}

    private record TooLong<T>(String id, int tokens) implements Outcome<T> {}

    private <R, T> Encoded<R, T> encode(List<R> rows, Function<R, Outcome<T>> encoding) {
        List<Outcome<T>> outcomes = rows.parallelStream().map(encoding).toList();
        List<Encoded.Item<R, T>> items = new ArrayList<>();
        List<Encoded.Reject> rejects = new ArrayList<>();
        List<TooLong<T>> tooLong = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            switch (outcomes.get(i)) {
                case Kept<T>(T tokens) -> items.add(new Encoded.Item<>(rows.get(i), tokens));
                case Left<T>(String id, String why) -> rejects.add(new Encoded.Reject(id, why));
                case TooLong<T> row -> tooLong.add(row);
            }
        }
        if (!tooLong.isEmpty()) {
            throw tooLong(tooLong, rows.size());
        }
        return new Encoded<>(items, rejects);
    }

    private <T> DataException tooLong(List<TooLong<T>> found, int rows) {
        return new DataException(
                found.size()
                        + " of "
                        + rows
                        + " rows are longer than max_tokens ("
                        + limits.maxTokens()
                        + "), the first is '"
                        + found.getFirst().id()
                        + "' with "
                        + found.getFirst().tokens()
                        + " tokens; raise max_tokens, or set overlong to drop or left");
    }

    private Outcome<TokenGroup> group(Prompt prompt, List<Reply> replies) {
        List<int[]> ids = replies.stream().map(this::reply).toList();
        if (ids.stream().anyMatch(reply -> reply.length == 0)) {
            return new Left<>(prompt.id(), "a reply has no tokens");
        }
        return group(prompt.id(), prompt(prompt), ids.stream().map(TokenReply::of).toList());
    }

    private Outcome<TokenGroup> conversation(Conversation row) {
        RenderedChat chat = template.render(tokenizer, row.messages(), false);
        boolean[] reply = chat.reply();
        int[] own = IntStream.range(0, reply.length).filter(i -> reply[i]).toArray();
        if (own.length == 0 || own[0] == 0) {
            return new Left<>(row.id(), "no turn of the assistant's after a prompt");
        }
        int begin = own[0];
        int end = own[own.length - 1] + 1;
        return group(
                row.id(),
                Arrays.copyOf(chat.ids(), begin),
                List.of(
                        new TokenReply(
                                Arrays.copyOfRange(chat.ids(), begin, end),
                                Arrays.copyOfRange(reply, begin, end))));
    }

    private Outcome<TokenGroup> group(String id, int[] prompt, List<TokenReply> replies) {
        int longest = replies.stream().mapToInt(reply -> reply.ids().length).max().orElseThrow();
        return switch (cut(id, prompt, Math.max(longest, limits.room()))) {
            case Kept<int[]>(int[] kept) -> new Kept<>(new TokenGroup(id, kept, replies));
            case Left<int[]>(String _, String reason) -> new Left<>(id, reason);
            case TooLong<int[]>(String _, int tokens) -> new TooLong<>(id, tokens);
        };
    }

    /// The prompt, or what the limit leaves of it beside `room` tokens.
    private Outcome<int[]> cut(String id, int[] prompt, int room) {
        int tokens = prompt.length + room;
        if (tokens <= limits.maxTokens()) {
            return new Kept<>(prompt);
        }
        return switch (limits.overlong()) {
            case ERROR -> new TooLong<>(id, tokens);
            case DROP -> new Left<>(id, "longer than max_tokens");
            case LEFT -> cutLeft(id, prompt, limits.maxTokens() - room);
        };
    }

    private Outcome<int[]> cutLeft(String id, int[] prompt, int keep) {
        int head = tokenizer.bos().equals(OptionalInt.of(prompt[0])) ? 1 : 0;
        if (keep <= head) {
            return new Left<>(id, "the reply leaves no room for the prompt");
        }
        int[] cut = Arrays.copyOfRange(prompt, prompt.length - keep, prompt.length);
        if (head == 1) {
            cut[0] = prompt[0];
        }
        return new Kept<>(cut);
    }

    private int[] prompt(Prompt prompt) {
        return template.render(tokenizer, prompt.messages(), true).ids();
    }

    private int[] reply(Reply reply) {
        if (reply.ids().length > 0) {
            return reply.ids();
        }
        int[] ids = tokenizer.encode(reply.text());
        if (reply.finish() == FinishReason.LENGTH) {
            return ids;
        }
        int[] ended = Arrays.copyOf(ids, ids.length + 1);
        ended[ids.length] = template.endOfTurn(tokenizer);
        return ended;
    }

    private static boolean sameReplies(TokenGroup group) {
        return Arrays.equals(group.replies().get(0).ids(), group.replies().get(1).ids());
    }
}
