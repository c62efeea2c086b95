package dev.murmur.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.murmur.benchmark.ArenaHard.Match;
import dev.murmur.benchmark.BenchmarkResult.Interval;
import dev.murmur.benchmark.BenchmarkResult.Unit;
import dev.murmur.data.DataException;
import dev.murmur.evaluation.ArenaBattle;
import dev.murmur.evaluation.ArenaScores;
import dev.murmur.evaluation.ArenaVerdict;
import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.ReplyStyle;
import dev.murmur.judge.ChatAnswer;
import dev.murmur.judge.ChatRequest;
import dev.murmur.metrics.RunContext;
import dev.murmur.text.ChatMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Arena-Hard 0.1 (Li et al. 2024, arXiv 2406.11939; `gen_judgment.py` and `show_result.py` of its
/// code): 500 prompts, a baseline's replies, and a judge that sees both replies in two games, the
/// baseline first and then the model first.
///
/// A judge without a verdict is asked once to go on. A reward model may judge instead: the higher
/// score is slightly better, in both games.
final class ArenaHard implements ChatBenchmark<Match> {
    static final String NAME = "arena_hard";
    private static final String SCORE = "win_rate";
    private static final String STYLE_CONTROLLED = "style_controlled_win_rate";
    private static final String MODEL = "model";
    private static final String BASELINE = "baseline";
    private static final int MAX_NEW_TOKENS = 4096;
    private static final long SEED = 42;
    private static final Pattern VERDICT = Pattern.compile("\\[\\[([AB<>=]+)]]");

    /// Arena-Hard's words to a judge that gave no verdict.
    private static final String GO_ON =
            "continue your judgment and finish by outputting a final verdict label";

    private final List<ChatQuestion> questions;
    private final BaselineReplies baseline;
    private final JudgePrompt prompt;

    private ArenaHard(List<ChatQuestion> questions, BaselineReplies baseline, JudgePrompt prompt) {
        this.questions = questions;
        this.baseline = baseline;
        this.prompt = prompt;
    }

    /// A game as the judge played it.
    ///
    /// @param words all that it said
    /// @param again whether it was asked to go on
    /// @param verdict null if there is none, or two
    record Game(String asked, String words, boolean again, @Nullable ArenaVerdict verdict) {
        static Game of(String asked, String words, boolean again) {
            return new Game(asked, words, again, ArenaHard.verdict(words));
        }

        /// What a reward's scores say.
        static Game scored(String words, @Nullable ArenaVerdict verdict) {
            return new Game("", words, false, verdict);
        }
    }

    /// Both games on a question.
    record Match(Game baselineFirst, Game modelFirst) {}

    static ArenaHard read(BenchmarkFolder data) {
        List<ChatQuestion> questions =
                data.rows("", "question").stream()
                        .map(row -> row.read(ArenaHard::question))
                        .toList();
        return new ArenaHard(
                questions,
                BaselineReplies.read(data, questions, choice -> List.of(onlyTurn(choice))),
                prompt(data));
    }

    private static ChatQuestion question(JsonNode row) {
        return new ChatQuestion(
                Cells.id(row, "question_id"), "", List.of(onlyTurn(row)), 0, MAX_NEW_TOKENS);
    }

    private static String onlyTurn(JsonNode row) {
        JsonNode turns = row.path("turns");
        if (turns.size() != 1) {
            throw Cells.wrong(row, "turns", "one turn with a content");
        }
        return Cells.text(turns.path(0), "content");
    }

    private static JudgePrompt prompt(BenchmarkFolder data) {
        String name = "judge_config.yaml";
        try {
            JsonNode config = new YAMLMapper().readTree(data.text(name));
            List<String> templates = Cells.texts(config, "prompt_template");
            if (templates.size() != 1) {
                throw Cells.wrong(config, "prompt_template", "a list of one text");
            }
            return new JudgePrompt(name, Cells.text(config, "system_prompt"), templates.getFirst())
                    .requireNames("question_1", "answer_1", "answer_2");
        } catch (JsonProcessingException e) {
            throw new DataException(name + ": malformed YAML: " + e.getOriginalMessage(), e);
        } catch (Cells.CellException e) {
            throw new DataException(name + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<ChatQuestion> questions() {
        return questions;
    }

    @Override
    public boolean takesReward() {
        return true;
    }

    @Override
    public List<Match> judge(
            List<Exchange> exchanges, Examiner examiner, int run, RunContext context) {
        return switch (examiner) {
            case Examiner.Chat chat -> play(exchanges, chat, run, context);
            case Examiner.Reward reward -> compare(exchanges, reward, context);
        };
    }

    private List<Match> play(
            List<Exchange> exchanges, Examiner.Chat judge, int run, RunContext context) {
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
        List<Game> games = games(asked, judge, run, context);
        return IntStream.range(0, exchanges.size())
                .mapToObj(i -> new Match(games.get(2 * i), games.get(2 * i + 1)))
                .toList();
    }

    /// A judge that gave no verdict at all is asked again, and what it said goes on with what it
    /// says then.
    private static List<Game> games(
            List<List<ChatMessage>> asked, Examiner.Chat judge, int run, RunContext context) {
        List<String> words = ask(asked, judge, run, context);
        int[] open =
                IntStream.range(0, words.size())
                        .filter(i -> !VERDICT.matcher(words.get(i)).find())
                        .toArray();
        List<String> more =
                ask(
                        Arrays.stream(open)
                                .mapToObj(i -> goOn(asked.get(i), words.get(i)))
                                .toList(),
                        judge,
                        run,
                        context);
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
            List<List<ChatMessage>> asked, Examiner.Chat judge, int run, RunContext context) {
        List<ChatRequest> requests =
                asked.stream().map(messages -> judge.judge().request(messages, run)).toList();
        return judge.ask(requests, NAME, context).stream().map(ChatAnswer::text).toList();
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

    private String baseline(Exchange exchange) {
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

    @Override
    public Figures figures(List<List<Exchange>> runs, List<List<Match>> judged) {
        List<List<ArenaBattle>> battles =
                IntStream.range(0, runs.size())
                        .mapToObj(run -> battles(runs.get(run), judged.get(run)))
                        .toList();
        List<ArenaScores.Score> raw =
                battles.stream()
                        .map(own -> ArenaScores.of(own, ArenaScores.ROUNDS, SEED))
                        .map(scores -> scores.models().getFirst())
                        .toList();
        List<ArenaScores.Score> controlled =
                battles.stream()
                        .map(own -> ArenaScores.styleControlled(own, ArenaScores.ROUNDS, SEED))
                        .map(scores -> scores.models().getFirst())
                        .toList();
        SortedMap<String, Integer> counts = Outcomes.counts(runs, baseline::to);
        counts.put("judgements", 2 * runs.size() * runs.getFirst().size());
        counts.put(
                "asked_again",
                (int)
                        judged.stream()
                                .flatMap(List::stream)
                                .flatMap(match ->
                                        Stream.of(match.baselineFirst(), match.modelFirst()))
                                .filter(Game::again)
                                .count());
        counts.put("unread", raw.stream().mapToInt(ArenaScores.Score::unreadable).sum());
        return new Figures(
                SCORE,
                Unit.SHARE,
                raw.getFirst().questions(),
                new TreeMap<>(Map.of(SCORE, estimate(raw), STYLE_CONTROLLED, estimate(controlled))),
                new TreeMap<>(Map.of(SCORE, interval(raw), STYLE_CONTROLLED, interval(controlled))),
                new TreeMap<>(),
                counts,
                IntStream.range(0, runs.getFirst().size())
                        .mapToObj(i -> outcome(runs.getFirst().get(i), i, judged))
                        .toList());
    }

    private List<ArenaBattle> battles(List<Exchange> exchanges, List<Match> matches) {
        return IntStream.range(0, exchanges.size())
                .mapToObj(i ->
                        new ArenaBattle(
                                MODEL,
                                exchanges.get(i).question().id(),
                                matches.get(i).baselineFirst().verdict(),
                                matches.get(i).modelFirst().verdict(),
                                ReplyStyle.of(exchanges.get(i).reply().turns().getFirst()),
                                ReplyStyle.of(baseline(exchanges.get(i)))))
                .toList();
    }

    /// Of several runs the mean, and the mean error: the questions are the same.
    private static Estimate estimate(List<ArenaScores.Score> runs) {
        return new Estimate(
                runs.stream().mapToDouble(ArenaScores.Score::score).average().orElseThrow(),
                runs.stream().mapToDouble(ArenaScores.Score::se).average().orElseThrow());
    }

    private static Interval interval(List<ArenaScores.Score> runs) {
        return new Interval(
                runs.stream().mapToDouble(ArenaScores.Score::low).average().orElseThrow(),
                runs.stream().mapToDouble(ArenaScores.Score::high).average().orElseThrow());
    }

    private QuestionOutcome outcome(Exchange exchange, int i, List<List<Match>> judged) {
        List<Match> matches = judged.stream().map(run -> run.get(i)).toList();
        double weight = 0;
        double won = 0;
        for (Match match : matches) {
            ArenaVerdict first = match.baselineFirst().verdict();
            ArenaVerdict second = match.modelFirst().verdict();
            weight += weight(first) + weight(second);
            won += first == null ? 0 : weight(first) * (1 - first.preference());
            won += second == null ? 0 : weight(second) * second.preference();
        }
        return new QuestionOutcome(
                "",
                exchange.question().id(),
                weight == 0 ? null : won / weight,
                Math.max(1, weight),
                exchange.asked(),
                List.of(
                        new QuestionOutcome.Text(MODEL, Exchange.shown(exchange.reply())),
                        new QuestionOutcome.Text(BASELINE, baseline(exchange))),
                matches.stream()
                        .flatMap(match ->
                                Stream.of(
                                        new QuestionOutcome.Text(
                                                "baseline is A", match.baselineFirst().words()),
                                        new QuestionOutcome.Text(
                                                "model is A", match.modelFirst().words())))
                        .toList());
    }

    private static int weight(@Nullable ArenaVerdict verdict) {
        return verdict == null ? 0 : verdict.weight();
    }

    @Override
    public void export(
            Path folder, String model, String judge, List<Exchange> exchanges, List<Match> judged) {
        var rows = new ArrayList<ObjectNode>();
        for (int i = 0; i < exchanges.size(); i++) {
            ObjectNode row = FastChatFiles.row(exchanges.get(i).question().id());
            row.put("model", model);
            row.put("judge", judge);
            ArrayNode games = row.putArray("games");
            add(games, judged.get(i).baselineFirst());
            add(games, judged.get(i).modelFirst());
            rows.add(row);
        }
        FastChatFiles.write(folder.resolve("model_judgment.jsonl"), rows);
        FastChatFiles.writeArenaReplies(folder, model, exchanges);
    }

    private static void add(ArrayNode games, Game game) {
        games.addObject()
                .put("user_prompt", game.asked())
                .put("judgment", game.words())
                .put("score", game.verdict() == null ? null : game.verdict().label());
    }
}
