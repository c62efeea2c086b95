package dev.murmur.data;

import dev.murmur.text.ChatMessage;
import dev.murmur.text.ChatTemplate;
import dev.murmur.text.RenderedChat;
import dev.murmur.text.Seam;
import dev.murmur.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Turns rows into token groups with a model's tokenizer and template.
///
/// A sampled reply keeps the ids it was sampled as. A written one gets those that the template
/// gives it after its prompt; one that was cut at a length limit gets no end-of-turn token.
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
    /// @throws OverlongException as every method here, if a row is too long and [Overlong#ERROR] is
    ///   set
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
                    return group instanceof Kept(TokenGroup kept, Borders _) && sameReplies(kept)
                            ? new Left<>(row.prompt().id(), "chosen and rejected: same tokens")
                            : group;
                });
    }

    public Encoded<RankedReplies, TokenGroup> rankings(List<RankedReplies> rows) {
        return encode(rows, row -> group(row.prompt(), row.replies()));
    }

    public Encoded<LabelledReply, TokenGroup> labelled(List<LabelledReply> rows) {
        return encode(rows, row -> group(row.prompt(), List.of(row.reply())));
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

    private record Kept<T>(T tokens, Borders borders) implements Outcome<T> {}

    private record Left<T>(String id, String reason) implements Outcome<T> {}

    private record TooLong<T>(String id, int tokens) implements Outcome<T> {}

    private <R, T> Encoded<R, T> encode(List<R> rows, Function<R, Outcome<T>> encoding) {
        List<Outcome<T>> outcomes = rows.parallelStream().map(encoding).toList();
        List<Encoded.Item<R, T>> items = new ArrayList<>();
        List<Encoded.Reject> rejects = new ArrayList<>();
        List<TooLong<T>> tooLong = new ArrayList<>();
        Borders borders = Borders.NONE;
        for (int i = 0; i < rows.size(); i++) {
            switch (outcomes.get(i)) {
                case Kept<T>(T tokens, Borders own) -> {
                    items.add(new Encoded.Item<>(rows.get(i), tokens));
                    borders = borders.plus(own);
                }
                case Left<T>(String id, String why) -> rejects.add(new Encoded.Reject(id, why));
                case TooLong<T> row -> tooLong.add(row);
            }
        }
        if (!tooLong.isEmpty()) {
            throw tooLong(tooLong, rows.size());
        }
        return new Encoded<>(items, rejects, borders);
    }

    private <T> OverlongException tooLong(List<TooLong<T>> found, int rows) {
        TooLong<T> first = found.getFirst();
        return new OverlongException(
                found.size(), rows, limits.maxTokens(), first.id(), first.tokens());
    }

    private Outcome<TokenGroup> group(Prompt prompt, List<Reply> replies) {
        int[] asked = prompt(prompt);
        var tokens = new ArrayList<TokenReply>();
        Borders borders = Borders.NONE;
        for (Reply reply : replies) {
            boolean sampled = reply.ids().length > 0;
            int[] ids = sampled ? reply.ids() : written(prompt, asked, reply);
            if (ids.length == 0) {
                return new Left<>(prompt.id(), "a reply has no tokens");
            }
            tokens.add(TokenReply.of(ids));
            if (!sampled) {
                borders = borders.plus(borders(joined(asked, ids), asked.length));
            }
        }
        return group(prompt.id(), asked, tokens, borders);
    }

    private Outcome<TokenGroup> conversation(Conversation row) {
        RenderedChat chat = template(row).render(tokenizer, row.messages(), false);
        boolean[] reply = chat.reply();
        int[] own = IntStream.range(0, reply.length).filter(i -> reply[i]).toArray();
        if (own.length == 0 || own[0] == 0) {
            return new Left<>(row.id(), "no turn of the assistant's after a prompt");
        }
        int begin = own[0];
        int end = own[own.length - 1] + 1;
        int[] turns =
                IntStream.range(1, reply.length).filter(i -> reply[i] != reply[i - 1]).toArray();
        return group(
                row.id(),
                Arrays.copyOf(chat.ids(), begin),
                List.of(
                        new TokenReply(
                                Arrays.copyOfRange(chat.ids(), begin, end),
                                Arrays.copyOfRange(reply, begin, end))),
                borders(chat.ids(), turns));
    }

    private ChatTemplate template(Conversation row) {
        if (row.condition() == null) {
            return template;
        }
        try {
            return template.conditioned(row.condition());
        } catch (IllegalArgumentException e) {
            throw new DataException("conversation '" + row.id() + "': " + e.getMessage(), e);
        }
    }

    private Borders borders(int[] ids, int... at) {
        Borders borders = Borders.NONE;
        for (int border : at) {
            Optional<Seam> seam = Seam.at(tokenizer, ids, border);
            borders = borders.plus(new Borders(1, seam.isPresent() ? 1 : 0, seam.orElse(null)));
        }
        return borders;
    }

    private Outcome<TokenGroup> group(
            String id, int[] prompt, List<TokenReply> replies, Borders borders) {
        int longest = replies.stream().mapToInt(reply -> reply.ids().length).max().orElseThrow();
        return switch (cut(id, prompt, Math.max(longest, limits.room()))) {
            case Kept<int[]>(int[] kept, Borders _) ->
                    new Kept<>(new TokenGroup(id, kept, replies), borders);
            case Left<int[]>(String _, String reason) -> new Left<>(id, reason);
            case TooLong<int[]>(String _, int tokens) -> new TooLong<>(id, tokens);
        };
    }

    /// The prompt, or what the limit leaves of it beside `room` tokens.
    private Outcome<int[]> cut(String id, int[] prompt, int room) {
        int tokens = prompt.length + room;
        if (tokens <= limits.maxTokens()) {
            return new Kept<>(prompt, Borders.NONE);
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
        return new Kept<>(cut, Borders.NONE);
    }

    private int[] prompt(Prompt prompt) {
        return template.prompt(tokenizer, prompt.messages());
    }

    /// The tokens that a template gives a reply after its prompt.
    private int[] written(Prompt prompt, int[] asked, Reply reply) {
        var messages = new ArrayList<>(prompt.messages());
        messages.add(ChatMessage.assistant(reply.text()));
        RenderedChat chat = template.answered(tokenizer, messages);
        int begin = asked.length;
        if (begin > chat.ids().length || !Arrays.equals(asked, Arrays.copyOf(chat.ids(), begin))) {
            throw new IllegalArgumentException(
                    prompt.id()
                            + ": the template "
                            + template.name()
                            + " renders the prompt otherwise once a reply follows it, so a reply"
                            + " cannot be told from it");
        }
        int end = begin;
        while (end < chat.ids().length && chat.reply()[end]) {
            end++;
        }
        boolean cut = reply.finish() == FinishReason.LENGTH;
        boolean ended = end > begin && chat.ids()[end - 1] == template.endOfTurn(tokenizer);
        return Arrays.copyOfRange(chat.ids(), begin, cut && ended ? end - 1 : end);
    }

    private static int[] joined(int[] one, int[] other) {
        int[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static boolean sameReplies(TokenGroup group) {
        return Arrays.equals(group.replies().get(0).ids(), group.replies().get(1).ids());
    }
}
