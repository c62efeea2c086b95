package dev.murmur.objective;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.loss.LossValue;
import dev.murmur.loss.PairFacts;
import dev.murmur.loss.PairLogProbs;
import dev.murmur.loss.PairNumbers;
import dev.murmur.loss.PairTokens;
import dev.murmur.loss.PairwiseLoss;
import dev.murmur.loss.PreferenceLoss;
import dev.murmur.model.CausalLm;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Learning from pairs, with or without a reference: what [PreferenceObjective] and
/// [ReferenceFreeObjective] have in common.
///
/// @param compute the loss of pairs, given what the policy thinks of them
record PairObjective<E extends TrainingExample>(
        CausalLm policy, PreferenceLoss loss, Compute<E> compute) implements Objective<E> {
    /// A loss of pairs.
    @FunctionalInterface
    interface Compute<E> {
        LossValue of(PairLogProbs policy, PairFacts facts, List<E> pairs);
    }

    @Override
    public double items(E pair) {
        return 1;
    }

    @Override
    public Evaluated evaluate(List<E> pairs) {
        return evaluate(pairs, meanChosenTokens(pairs.stream()));
    }

    @Override
    public Objective<E> over(List<List<E>> microBatches) {
        if (microBatches.size() == 1) {
            return this;
        }
        return loss.coupled()
                ? CoupledPairs.of(this, microBatches)
                : new Part<>(this, meanChosenTokens(microBatches.stream().flatMap(List::stream)));
    }

    PairForward forward(List<E> pairs) {
        return PairForward.of(policy, groups(pairs));
    }

    /// What the loss asks for of [PairFacts#alignment].
    @Nullable PairNumbers alignment(PairForward forward) {
        return loss instanceof PairwiseLoss compared && compared.readsAlignment()
                ? forward.alignment()
                : null;
    }

    /// The loss of pairs that are a whole batch.
    LossValue loss(PairLogProbs ofPolicy, @Nullable PairNumbers alignment, List<E> pairs) {
        return loss(ofPolicy, alignment, pairs, meanChosenTokens(pairs.stream()));
    }

    private LossValue loss(
            PairLogProbs ofPolicy,
            @Nullable PairNumbers alignment,
            List<E> pairs,
            double meanChosenTokens) {
        var facts = new PairFacts(tokens(groups(pairs)), meanChosenTokens, alignment, Map.of());
        return compute.of(ofPolicy, facts, pairs);
    }

    private static <E extends TrainingExample> double meanChosenTokens(Stream<E> pairs) {
        return pairs.mapToInt(pair -> pair.group().replies().getFirst().countedTokens())
                .average()
                .orElseThrow();
    }

    /// Lengths of the replies of pairs, in counted tokens.
    static PairTokens tokens(List<TokenGroup> pairs) {
        return new PairTokens(counted(pairs, 0), counted(pairs, 1));
    }

    private Evaluated evaluate(List<E> pairs, double meanChosenTokens) {
        PairForward forward = forward(pairs);
        LossValue value = loss(forward.pairs(), alignment(forward), pairs, meanChosenTokens);
        return new Evaluated(value, forward.logProbs()::backward);
    }

    private static int[] counted(List<TokenGroup> pairs, int side) {
        return pairs.stream()
                .map(pair -> pair.replies().get(side))
                .mapToInt(TokenReply::countedTokens)
                .toArray();
    }

    private static <E extends TrainingExample> List<TokenGroup> groups(List<E> pairs) {
        return pairs.stream().map(TrainingExample::group).toList();
    }

    /// The objective for the micro-batches of one step.
    private record Part<E extends TrainingExample>(PairObjective<E> whole, double meanChosenTokens)
            implements Objective<E> {
        @Override
        public double items(E pair) {
            return whole.items(pair);
        }

        @Override
        public Evaluated evaluate(List<E> pairs) {
            return whole.evaluate(pairs, meanChosenTokens);
        }
    }
}
