package dev.murmur.text;

import dev.murmur.jinja.JinjaException;
import dev.murmur.jinja.Template;
import java.time.Clock;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/// A template written in Jinja: a model folder's own, a file's, or a built-in one.
///
/// The assistant's part is what stands in `{% generation %}` blocks; for a template without them it
/// is found turn by turn ([ReplySpans]). What messages say is never taken for the template's own
/// text ([TemplateText]).
public final class JinjaTemplate implements ChatTemplate {
    private final String name;
    private final String source;
    private final Template template;
    private final List<String> needs;
    private final Clock clock;

    private JinjaTemplate(
            String name, String source, Template template, List<String> needs, Clock clock) {
        this.name = name;
        this.source = source;
        this.template = template;
        this.needs = needs;
        this.clock = clock;
    }

    /// @param name what messages call it: a name or a file
    /// @throws TokenizerException if the source is not a template
    public static JinjaTemplate parse(String name, String source) {
        return parse(name, source, List.of(), Clock.system(ZoneId.systemDefault()));
    }

    /// @param needs tokens that the tokenizer must have, by their text or as `bos_token`,
    ///   `eos_token`
    /// @param clock for templates that name the date
    static JinjaTemplate parse(String name, String source, List<String> needs, Clock clock) {
        try {
            return new JinjaTemplate(name, source, Template.parse(source), needs, clock);
        } catch (JinjaException e) {
            throw new TokenizerException(located(name, e), e);
        }
    }

    static String located(String name, JinjaException e) {
        return name + (e.line() > 0 ? ":" + e.line() : "") + ": " + e.getMessage();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String jinja() {
        return source;
    }

    /// The conversation as the one string that the template makes of it.
    public String text(
            Tokenizer tokenizer, List<ChatMessage> messages, boolean addGenerationPrompt) {
        return conversations(tokenizer).render(messages, addGenerationPrompt).string();
    }

    @Override
    public RenderedChat render(
            Tokenizer tokenizer, List<ChatMessage> messages, boolean addGenerationPrompt) {
        return encode(tokenizer, messages, addGenerationPrompt, true);
    }

    /// Turns that later ones rewrite are no error here, where nothing is trained on them.
    @Override
    public int[] prompt(Tokenizer tokenizer, List<ChatMessage> messages) {
        return encode(tokenizer, messages, true, false).ids();
    }

    /// The end of the last turn is the assistant's even where the template's blocks leave it out: a
    /// reply that is learnt without it would never end.
    @Override
    public RenderedChat answered(Tokenizer tokenizer, List<ChatMessage> messages) {
        RenderedChat chat = encode(tokenizer, messages, false, false);
        boolean[] reply = chat.reply().clone();
        int after = reply.length;
        while (after > 0 && !reply[after - 1]) {
            after--;
        }
        if (after > 0
                && after < reply.length
                && chat.ids()[after] == endOfTurn(tokenizer)
                && chat.ids()[after - 1] != chat.ids()[after]) {
            reply[after] = true;
        }
        return new RenderedChat(chat.ids(), reply);
    }

    /// @throws IllegalArgumentException if the template closes a turn with no special token
    @Override
    public int endOfTurn(Tokenizer tokenizer) {
        TemplateText turns =
                conversations(tokenizer)
                        .render(
                                List.of(ChatMessage.user("Hi"), ChatMessage.assistant("Hello")),
                                false);
        int end = turns.string().length();
        return turns.special(turns.writtenUntil(0, end), end)
                .map(special -> id(tokenizer, special))
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "the template "
                                        + name
                                        + " closes the assistant's turn with no special token, so"
                                        + " a model cannot learn to stop; end it with eos_token"));
    }

    private Conversations conversations(Tokenizer tokenizer) {
        for (String token : needs) {
            boolean missing =
                    switch (token) {
                        case "bos_token" -> tokenizer.bos().isEmpty();
                        case "eos_token" -> tokenizer.eos().isEmpty();
                        default -> tokenizer.id(token).isEmpty();
                    };
            if (missing) {
                throw ChatTemplates.lacks(this, token);
            }
        }
        return new Conversations(name, template, clock, tokenizer);
    }

    private RenderedChat encode(
            Tokenizer tokenizer,
            List<ChatMessage> messages,
            boolean addGenerationPrompt,
            boolean strict) {
        Conversations conversations = conversations(tokenizer);
        TemplateText whole = conversations.render(messages, addGenerationPrompt);
        BitSet reply =
                template.hasGeneration()
                        ? ReplySpans.generated(whole)
                        : ReplySpans.byTurns(conversations, messages, whole, strict);
        RenderedChat chat = encode(tokenizer, whole, reply);
        requireOnce(chat.ids(), tokenizer.eos(), tokenizer);
        if (!tokenizer.bos().equals(tokenizer.eos())) {
            requireOnce(chat.ids(), tokenizer.bos(), tokenizer);
        }
        return chat;
    }

    private static RenderedChat encode(Tokenizer tokenizer, TemplateText whole, BitSet reply) {
        var tokens = new TokenList(tokenizer);
        int at = 0;
        for (TemplateText.Special special : whole.specials()) {
            add(tokens, whole.string(), at, special.begin(), reply);
            tokens.special(reply.get(special.begin()), id(tokenizer, special));
            at = special.end();
        }
        add(tokens, whole.string(), at, whole.string().length(), reply);
        return tokens.toChat();
    }

    private static void add(TokenList tokens, String string, int begin, int end, BitSet reply) {
        int from = begin;
        while (from < end) {
            boolean own = reply.get(from);
            int change = own ? reply.nextClearBit(from) : reply.nextSetBit(from);
            int to = change < 0 ? end : Math.min(change, end);
            tokens.text(own, string.substring(from, to));
            from = to;
        }
    }

    private static int id(Tokenizer tokenizer, TemplateText.Special special) {
        return tokenizer.id(special.name()).orElseThrow();
    }

    private void requireOnce(int[] ids, OptionalInt token, Tokenizer tokenizer) {
        for (int i = 1; i < ids.length; i++) {
            if (token.isPresent() && ids[i] == token.getAsInt() && ids[i - 1] == ids[i]) {
                throw new IllegalArgumentException(
                        "the template "
                                + name
                                + " writes "
                                + tokenizer.decodeWithSpecials(ids[i])
                                + " twice in a row");
            }
        }
    }
}
