package dev.murmur.evaluation;

import dev.murmur.data.DataException;
import dev.murmur.data.KeyedRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Arena-Hard's scores (Li et al. 2024, arXiv 2406.11939): the strength of models against one
/// baseline by a Bradley-Terry model of a judge's verdicts, given as the probability of winning.
///
/// ```
/// P(model wins a game) = sigmoid(strength of the model)        score = sigmoid(strength)
/// ```
///
/// A strong verdict counts three times, a tie as half a win, a game whose verdict could not be read
/// not at all. That is version 0.1 (`show_result.py`), whose ratings are `1000 + 400 log10(odds)`
/// beside the baseline's 1000. Since every game is against the baseline, the fit without a penalty
/// is the weighted share of wins, which is how it is computed: a model that wins everything has 1.
///
/// With **style control** the judge's taste is part of the model, in the features of
/// [ReplyStyle#against], and the score is what the model would have if its replies looked like the
/// baseline's:
///
/// ```
/// P(model wins a game) = sigmoid(strength of the model + sum_k effect_k * f_k / std(f_k))
/// ```
///
/// Effects are common to all models. That is version 2 with these departures:
/// - Arena-Hard also takes its mean off each `f_k`. In the Chatbot Arena, where this comes from,
///   either model may be on the left and the mean is near 0. Here one side is always the
///   baseline's: a model by itself would keep all that its style wins, and a score would depend on
///   which others are looked at. The strengths are all lower than theirs by the same `sum_k
///   effect_k * mean(f_k) / std(f_k)`.
/// - A ridge of 0.000001 gives separable data a finite fit. Where a model won every game, or lost
///   every one, nothing says what its style was worth, and its score is near 1 or 0.
/// - A feature that is the same in all battles of each model says nothing and is left out: its
///   effect is 0.
/// - The score is the fit's to all battles, as in version 0.1, not the median of the bootstrap.
///
/// Intervals are percentiles 2.5 and 97.5 of a bootstrap over a model's questions, each with both
/// its games. Arena-Hard draws games, of which a strong verdict is three, as if verdicts on one
/// pair of replies were independent; its intervals are too narrow where they agree.
///
/// @param models in the order of the battles
/// @param style what it is worth to the judge; null without style control
public record ArenaScores(List<Score> models, @Nullable StyleEffects style) {
    /// How often Arena-Hard draws.
    public static final int ROUNDS = 100;

    private static final double TAIL = 0.025;

    /// A model's score.
    ///
    /// @param score probability of beating the baseline, which itself has 0.5
    /// @param se standard deviation over the bootstrap
    /// @param low the interval's lower end
    /// @param high its upper end
    /// @param questions that count
    /// @param unreadable games without a verdict
    public record Score(
            String model,
            double score,
            double se,
            double low,
            double high,
            int questions,
            int unreadable) {}

    /// What a standard deviation more of a feature is worth, in log-odds of winning a game.
    public record StyleEffects(double length, double headers, double listItems, double bold) {}

    public ArenaScores {
        models = List.copyOf(models);
    }

    /// Scores models without style control.
    ///
    /// @param battles of one model or more with one baseline
    /// @param rounds of the bootstrap, at least two; [#ROUNDS] in Arena-Hard
    /// @param seed of its draws, which are the same for models with equally many questions
    /// @throws DataException if a model has two battles on a question, or not one verdict
    public static ArenaScores of(List<ArenaBattle> battles, int rounds, long seed) {
        List<List<ArenaBattle>> counted = counted(battles);
        return new ArenaScores(
                scores(battles, counted, drawn -> shares(counted, drawn), rounds, seed), null);
    }

    /// Scores models with style control.
    ///
    /// @param battles as for [#of], so all other parameters
    public static ArenaScores styleControlled(List<ArenaBattle> battles, int rounds, long seed) {
        List<List<ArenaBattle>> counted = counted(battles);
        StyleControl control = new StyleControl(counted);
        return new ArenaScores(
                scores(battles, counted, control::scores, rounds, seed), control.effects());
    }

    /// How often each battle of each model is drawn: once.
    static int[][] once(List<List<ArenaBattle>> counted) {
        return counted.stream()
                .map(own -> IntStream.generate(() -> 1).limit(own.size()).toArray())
                .toArray(int[][]::new);
    }

    /// @param scorer from how often each battle of each model is drawn to a score a model
    private static List<Score> scores(
            List<ArenaBattle> battles,
            List<List<ArenaBattle>> counted,
            Function<int[][], double[]> scorer,
            int rounds,
            long seed) {
        if (rounds < 2) {
            throw new IllegalArgumentException(
                    "a bootstrap needs at least 2 rounds, got " + rounds);
        }
        double[] scores = scorer.apply(once(counted));
        double[][] drawn =
                IntStream.range(0, rounds)
                        .mapToObj(round -> scorer.apply(draw(counted, round, seed)))
                        .toArray(double[][]::new);
        var models = new ArrayList<Score>();
        for (int m = 0; m < scores.length; m++) {
            int index = m;
            double[] own = Arrays.stream(drawn).mapToDouble(all -> all[index]).sorted().toArray();
            String model = counted.get(m).getFirst().model();
            models.add(
                    new Score(
                            model,
                            scores[m],
                            Math.sqrt(Moments.variance(own)),
                            Moments.quantile(own, TAIL),
                            Moments.quantile(own, 1 - TAIL),
                            counted.get(m).size(),
                            battles.stream()
                                    .filter(battle -> battle.model().equals(model))
                                    .mapToInt(ArenaBattle::unreadable)
                                    .sum()));
        }
        return models;
    }

    /// By model, those with a verdict.
    private static List<List<ArenaBattle>> counted(List<ArenaBattle> battles) {
        Map<String, List<ArenaBattle>> counted = new LinkedHashMap<>();
        var seen = new HashSet<List<String>>();
        for (ArenaBattle battle : battles) {
            if (!seen.add(List.of(battle.model(), battle.question()))) {
                throw new DataException(
                        battle.model()
                                + " has two battles on question "
                                + battle.question()
                                + "; score one run of the judge at a time");
            }
            List<ArenaBattle> own = counted.computeIfAbsent(battle.model(), _ -> new ArrayList<>());
            if (battle.weight() > 0) {
                own.add(battle);
            }
        }
        counted.forEach((model, own) -> {
            if (own.isEmpty()) {
                throw new DataException(
                        "no verdict on "
                                + model
                                + " could be read; a score needs at least one question with a"
                                + " verdict");
            }
        });
        return List.copyOf(counted.values());
    }

    /// The weighted share of wins.
    private static double[] shares(List<List<ArenaBattle>> counted, int[][] drawn) {
        var shares = new double[drawn.length];
        for (int m = 0; m < shares.length; m++) {
            double won = 0;
            double weight = 0;
            for (int i = 0; i < drawn[m].length; i++) {
                won += drawn[m][i] * counted.get(m).get(i).won();
                weight += drawn[m][i] * counted.get(m).get(i).weight();
            }
            shares[m] = won / weight;
        }
        return shares;
    }

    /// As many of each model's battles as it has, with replacement.
    private static int[][] draw(List<List<ArenaBattle>> counted, int round, long seed) {
        long key = KeyedRandom.key(seed, "arena bootstrap", Integer.toString(round));
        return counted.stream()
                .map(own -> {
                    var times = new int[own.size()];
                    for (int i = 0; i < times.length; i++) {
                        times[KeyedRandom.below(times.length, key, i)]++;
                    }
                    return times;
                })
                .toArray(int[][]::new);
    }
}
