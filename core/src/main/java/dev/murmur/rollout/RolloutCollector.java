package dev.murmur.rollout;

import dev.murmur.data.Candidates;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.data.TokenGroup;
import dev.murmur.generation.LogProbGap;
import dev.murmur.generation.Sampled;
import dev.murmur.loss.Credit;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.objective.PolicyExample.Credited;
import dev.murmur.objective.TokenScorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Makes an iteration's rollouts with the policy as it is.
final class RolloutCollector {
    private final RolloutSettings settings;
    private final RolloutModels models;
    private final RunContext context;

    RolloutCollector(RolloutSettings settings, RolloutModels models, RunContext context) {
        this.settings = settings;
        this.models = models;
        this.context = context;
    }

    /// @param iteration from 1
    /// @param before moments of the scores of earlier iterations
    /// @throws IllegalStateException if sampler and trainer disagree about the same tokens
    Rollouts collect(int iteration, List<Prompt> prompts, RunningMoments before) {
        List<Sampled> sampled =
                models.generator().sample(prompts, settings.samplingOf(iteration), context);
        List<Candidates> candidates = sampled.stream().map(Sampled::candidates).toList();
        List<double[]> scores = models.reward().score(candidates, context);
        List<TokenGroup> groups = models.encoder().candidates(candidates).requireAll();
        List<List<double[]>> behaviour = score(logProbs(models.policy()), groups, "log-probs");
        var gap = LogProbGap.of(sampled, behaviour);
        gap.requireBelow(settings.maxLogProbGap(), iteration);
        var numbers =
                new TokenNumbers(
                        behaviour,
                        score(logProbs(models.initial()), groups, "initial log-probs"),
                        values(groups));
        List<double[]> priced = priced(candidates, Unscored.filled(scores));
        RunningMoments soFar =
                before.plus(priced.stream().flatMapToDouble(Arrays::stream).toArray());
        List<double[]> rewards = priced.stream().map(row -> rewards(row, soFar)).toList();
        List<List<Credited>> credited = credit(numbers, rewards);
        var metrics = new RolloutMetrics(candidates, scores, rewards, credited);
        return new Rollouts(
                candidates,
                scores,
                credited,
                new RolloutSummary(iteration, metrics.with(gap), soFar));
    }

    private TokenScorer logProbs(CausalLm model) {
        return TokenScorer.logProbs(model, settings.maxTokens());
    }

    private List<List<double[]>> values(List<TokenGroup> groups) {
        var value = models.value();
        return value == null
                ? List.of()
                : score(TokenScorer.values(value, settings.maxTokens()), groups, "values");
    }

    private List<List<double[]>> score(TokenScorer scorer, List<TokenGroup> groups, String what) {
        return scorer.score(groups, what, context);
    }

    private List<double[]> priced(List<Candidates> candidates, List<double[]> scores) {
        int maxTokens = settings.sampling().maxNewTokens();
        var priced = new ArrayList<double[]>();
        for (int i = 0; i < scores.size(); i++) {
            List<Reply> replies = candidates.get(i).replies();
            double[] row = scores.get(i);
            priced.add(
                    IntStream.range(0, row.length)
                            .mapToDouble(j ->
                                    settings.shaping().priced(row[j], replies.get(j), maxTokens))
                            .toArray());
        }
        return priced;
    }

    private double[] rewards(double[] priced, RunningMoments soFar) {
        return Arrays.stream(priced).map(p -> settings.shaping().reward(p, soFar)).toArray();
    }

    private List<List<Credited>> credit(TokenNumbers numbers, List<double[]> rewards) {
        List<List<Credit>> credits = settings.loss().credit(numbers.experiences(rewards));
        return numbers.credited(credits);
    }
}
