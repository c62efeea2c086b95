package dev.murmur.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.murmur.benchmark.ArenaGames.Game;
import dev.murmur.benchmark.ArenaGames.Match;
import dev.murmur.benchmark.BenchmarkResult.Interval;
import dev.murmur.benchmark.BenchmarkResult.Unit;
import dev.murmur.data.DataException;
import dev.murmur.evaluation.ArenaBattle;
import dev.murmur.evaluation.ArenaScores;
import dev.murmur.evaluation.ArenaVerdict;
import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.ReplyStyle;
import dev.murmur.metrics.RunContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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

    private final List<ChatQuestion> questions;
    private final ArenaGames games;

    private ArenaHard(List<ChatQuestion> questions, ArenaGames games) {
        this.questions = questions;
        this.games = games;
    }

    static ArenaHard read(BenchmarkFolder data) {
        List<ChatQuestion> questions =
                data.rows("", "question").stream()
                        .map(row -> row.read(ArenaHard::question))
                        .toList();
        return new ArenaHard(
                questions,
                new ArenaGames(
                        prompt(data),
                        BaselineReplies.read(
                                data, questions, choice -> List.of(onlyTurn(choice)))));
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
    public Map<String, List<String>> replies(Path folder) {
        return FastChatFiles.replies(folder, choice -> List.of(onlyTurn(choice)));
    }

    @Override
    public boolean takesReward() {
        return true;
    }

    @Override
    public List<Match> judge(
            List<Exchange> exchanges, Examiner examiner, int run, RunContext context) {
        return games.play(NAME, exchanges, examiner, run, context);
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
        SortedMap<String, Integer> counts = Outcomes.counts(runs, games.baseline()::to);
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
                                ReplyStyle.of(games.baseline(exchanges.get(i)))))
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
                        new QuestionOutcome.Text(BASELINE, games.baseline(exchange))),
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
