package dev.murmur.demo;

import dev.murmur.reward.RuleReward;
import dev.murmur.reward.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// What is said in the demo's world: statements, replies, rankings and prompts, all from one seed.
final class World {
    /// The judge that knows the right answers: annotators look at it with noise, the evaluation
    /// without.
    static final RuleReward GOLD = Rules.reward("checklist");

    private final WorldSettings settings;
    private final long seed;
    private final Questions questions;

    /// A reply that somebody wrote to a question.
    record Exchange(Question question, String reply) {}

    /// Replies to one question, one of each writer, with their ranks.
    record Ranking(Question question, List<Answer> answers) {}

    /// A ranked reply.
    record Answer(String text, String writer, int rank) {}

    World(WorldSettings settings, long seed) {
        this.settings = settings;
        this.seed = seed;
        this.questions =
                Questions.split(
                        Topics.all(settings.topicsPerSource()), settings.heldOutPhrasings(), seed);
    }

    /// Texts of true statements, most of them after a question that they answer.
    List<String> statements() {
        int perRow = settings.statementsPerRow();
        int rows = settings.sizes().pretrain();
        List<Question> asked = sample("statements", questions.training(), rows * perRow);
        return IntStream.range(0, rows)
                .mapToObj(row ->
                        String.join(
                                " ",
                                asked.subList(row * perRow, (row + 1) * perRow).stream()
                                        .map(statement(row))
                                        .toList()))
                .toList();
    }

    private Function<Question, String> statement(int row) {
        var dice = new Dice(seed, "statement", Integer.toString(row));
        return question -> {
            Topic topic = question.topic();
            String answer = topic.sentence(topic.rightItems(dice));
            return dice.chance(settings.askedStatements())
                    ? question.text() + " " + answer
                    : answer;
        };
    }

    /// Conversations to imitate, by all writers alike.
    List<Exchange> conversations() {
        List<Question> asked =
                sample("conversations", questions.training(), settings.sizes().conversations());
        return IntStream.range(0, asked.size())
                .mapToObj(row -> {
                    var dice = new Dice(seed, "conversation", Integer.toString(row));
                    return new Exchange(
                            asked.get(row),
                            settings.composer()
                                    .write(
                                            asked.get(row).topic(),
                                            dice.pick(settings.writers()),
                                            dice));
                })
                .toList();
    }

    List<Ranking> rankings() {
        return rankings("rankings", questions.training(), settings.sizes().rankings());
    }

    List<Ranking> heldOutRankings() {
        return rankings(
                "held-out rankings", questions.heldOut(), settings.sizes().heldOutRankings());
    }

    List<Question> prompts() {
        return sample("prompts", questions.training(), settings.sizes().prompts());
    }

    List<Question> heldOutPrompts() {
        return sample("held-out prompts", questions.heldOut(), settings.sizes().heldOutPrompts());
    }

    private List<Ranking> rankings(String purpose, List<Question> from, int count) {
        List<Question> asked = sample(purpose, from, count);
        return IntStream.range(0, count)
                .mapToObj(row ->
                        ranking(asked.get(row), new Dice(seed, purpose, Integer.toString(row))))
                .toList();
    }

    private Ranking ranking(Question question, Dice dice) {
        List<Writer> writers = dice.shuffled(settings.writers());
        List<String> replies =
                writers.stream()
                        .map(w -> settings.composer().write(question.topic(), w, dice))
                        .toList();
        int[] ranks = settings.annotator().rank(GOLD.rule(), question.prompt(), replies, dice);
        return new Ranking(
                question,
                IntStream.range(0, ranks.length)
                        .mapToObj(i -> new Answer(replies.get(i), writers.get(i).name(), ranks[i]))
                        .toList());
    }

    /// Questions in random order; all of them once before any comes again.
    private List<Question> sample(String purpose, List<Question> from, int count) {
        var dice = new Dice(seed, purpose, "order");
        var sample = new ArrayList<Question>();
        while (sample.size() < count) {
            sample.addAll(dice.shuffled(from));
        }
        return List.copyOf(sample.subList(0, count));
    }
}
