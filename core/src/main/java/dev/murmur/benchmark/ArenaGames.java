package dev.murmur.benchmark;

import dev.murmur.evaluation.ArenaVerdict;
import dev.murmur.judge.ChatAnswer;
import dev.murmur.judge.ChatRequest;
import dev.murmur.metrics.RunContext;
import dev.murmur.text.ChatMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Arena-Hard's games: what a judge is shown of two replies, and what it says.
///
/// @param baseline replies to compare with
record ArenaGames(JudgePrompt prompt, BaselineReplies baseline) {
    private static final Pattern VERDICT = Pattern.compile("\\[\\[([AB<>=]+)]]");

    /// Arena-Hard's words to a judge that gave no verdict.
    private static final String GO_ON =
            "continue your judgment and finish by outputting a final verdict label";

    /// A game as the judge played it.
    ///
    /// @param words all that it said
    /// @param again whether it was asked to go on
    /// @param verdict null if there is none, or two
    record Game(String asked, String words, boolean again, @Nullable ArenaVerdict verdict) {
        static Game of(String asked, String words, boolean again) {
            return new Game(asked, words, again, ArenaGames.verdict(words));
        }

        /// What a reward's scores say.
        static Game scored(String words, @Nullable ArenaVerdict verdict) {
            return new Game("", words, false, verdict);
        }
    }

    /// Both games on a question.
    record Match(Game baselineFirst, Game modelFirst) {}

    /// Both games of each exchange.
    ///
    /// @param benchmark its name, for progress
    List<Match> play(
            String benchmark,
            List<Exchange> exchanges,
            Examiner examiner,
            int run,
            RunContext context) {
        return switch (examiner) {
            case Examiner.Chat chat -> {
                Function<List<List<ChatMessage>>, List<String>> judge =
                        asked -> ask(benchmark, asked, chat, run, context);
                yield play(exchanges, judge);
            }
            case Examiner.Reward reward -> compare(exchanges, reward, context);
        };
    }

    /// @param judge answers conversations
    private List<Match> play(
            List<Exchange> exchanges, Function<List<List<ChatMessage>>, List<String>> judge) {
        List<List<ChatMessage>> asked =
                exchanges.stream()
                        .flatMap(exchange -> {
                            String own = exchange.reply().turns().getFirst();
                            String theirs = baseline(exchange);
                            return Stream.of(
                                    messages(exchange.question(), theirs, own),
                                    messages(exchange.question(), own, theirs));
                        })
                        .toList();
        List<Game> games = games(asked, judge);
        return IntStream.range(0, exchanges.size())
                .mapToObj(i -> new Match(games.get(2 * i), games.get(2 * i + 1)))
                .toList();
    }

    /// A judge that gave no verdict at all is asked again, and what it said goes on with what it
    /// says then.
    private static List<Game> games(
            List<List<ChatMessage>> asked, Function<List<List<ChatMessage>>, List<String>> judge) {
        List<String> words = judge.apply(asked);
        int[] open =
                IntStream.range(0, words.size())
                        .filter(i -> !VERDICT.matcher(words.get(i)).find())
                        .toArray();
        List<String> more =
                judge.apply(
                        Arrays.stream(open)
                                .mapToObj(i -> goOn(asked.get(i), words.get(i)))
                                .toList());
        var games = new ArrayList<Game>();
        for (int i = 0; i < words.size(); i++) {
            int again = Arrays.binarySearch(open, i);
            games.add(
                    Game.of(
                            asked.get(i).getLast().content(),
                            again < 0 ? words.get(i) : words.get(i) + "\n" + more.get(again),
                            again >= 0));
        }
        return games;
    }

    private static List<String> ask(
            String benchmark,
            List<List<ChatMessage>> asked,
            Examiner.Chat judge,
            int run,
            RunContext context) {
        List<ChatRequest> requests =
                asked.stream().map(messages -> judge.judge().request(messages, run)).toList();
        return judge.ask(requests, benchmark, context).stream().map(ChatAnswer::text).toList();
    }

    private static List<ChatMessage> goOn(List<ChatMessage> asked, String words) {
        var messages = new ArrayList<>(asked);
        messages.add(ChatMessage.assistant(words));
        messages.add(ChatMessage.user(GO_ON));
        return messages;
    }

    /// The one verdict there is.
    static @Nullable ArenaVerdict verdict(String words) {
        List<String> found =
                VERDICT.matcher(words).results().map(match -> match.group(1)).distinct().toList();
        return found.size() == 1 ? ArenaVerdict.of(found.getFirst()).orElse(null) : null;
    }

    private List<ChatMessage> messages(ChatQuestion question, String a, String b) {
        return prompt.messages(
                Map.of("question_1", question.turns().getFirst(), "answer_1", a, "answer_2", b));
    }

    /// What the baseline replied.
    String baseline(Exchange exchange) {
        return baseline.to(exchange.question()).turns().getFirst();
    }

    private List<Match> compare(
            List<Exchange> exchanges, Examiner.Reward reward, RunContext context) {
        List<ChatReply> replies =
                exchanges.stream().map(one -> baseline.to(one.question())).toList();
        return Arrays.stream(reward.margins(exchanges, replies, context))
                .mapToObj(margin -> {
                    String words = "score above the baseline's: " + margin;
                    return new Match(
                            Game.scored(words, preferred(-margin)),
                            Game.scored(words, preferred(margin)));
                })
                .toList();
    }

    private static @Nullable ArenaVerdict preferred(double margin) {
        if (Double.isNaN(margin)) {
            return null;
        }
        return margin == 0
                ? ArenaVerdict.TIE
                : margin > 0 ? ArenaVerdict.A_BETTER : ArenaVerdict.B_BETTER;
    }
}
