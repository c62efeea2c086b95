package dev.murmur.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.KeyedRandom;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.device.SecondDevice;
import dev.murmur.loss.GeneralisedAdvantage;
import dev.murmur.loss.GrpoLoss;
import dev.murmur.loss.KlEstimator;
import dev.murmur.loss.Normalisation;
import dev.murmur.loss.PolicyLoss;
import dev.murmur.loss.PpoLoss;
import dev.murmur.loss.RlooLoss;
import dev.murmur.loss.ValueLoss;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.ActorCritic;
import dev.murmur.model.CausalLm;
import dev.murmur.model.LoraConfig;
import dev.murmur.model.LoraTargets;
import dev.murmur.model.Saving;
import dev.murmur.model.ScalarModel;
import dev.murmur.model.TinyModels;
import dev.murmur.model.Tuning;
import dev.murmur.objective.PolicyExample.Credited;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import dev.murmur.training.Gradients;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyObjectiveTest {
    private static final int MAX_TOKENS = 15;
    private static final KlEstimator K3 = KlEstimator.K3;
    private static final PolicyLoss PPO =
            new PpoLoss(0.2, Optional.empty(), 0.1, K3, new GeneralisedAdvantage(1, 0.95));

    @TempDir Path folder;
    private ActorCritic models;

    @BeforeEach
    void open() {
        Path start = folder.resolve("start");
        try (CausalLm model = TinyModels.random(folder.resolve("config"), true, 3)) {
            model.save(start, "");
        }
        models = opened();
    }

    private ActorCritic opened() {
        Path start = folder.resolve("start");
        return new ActorCritic(
                CausalLm.trainable(start, Dtype.FLOAT32),
                ScalarModel.trainable(start, Dtype.FLOAT32, 1));
    }

    @AfterEach
    void close() {
        models.close();
    }

    static List<PolicyLoss> losses() {
        return List.of(
                PPO,
                new RlooLoss(0.2, 0.1, K3),
                grpo(Normalisation.REPLIES),
                grpo(Normalisation.TOKENS),
                grpo(Normalisation.LONGEST));
    }

    private static GrpoLoss grpo(Normalisation normalisation) {
        return new GrpoLoss(0.2, Optional.empty(), normalisation, true, 0.1, K3);
    }

    /// One after the other, in parts of a group, or all at once.
    @ParameterizedTest
    @MethodSource("losses")
    void microBatchesOfAnySizeAddUpToTheSameGradient(PolicyLoss loss) {
        List<PolicyExample> examples = examples(true);
        double[] whole = gradient(loss, List.of(examples));
        assertThat(Arrays.stream(whole)).anyMatch(g -> Math.abs(g) > 1e-4);
        assertThat(gradient(loss, examples.stream().map(List::of).toList()))
                .containsExactly(whole, within(2e-5));
        List<List<PolicyExample>> parts =
                examples.stream()
                        .flatMap(example -> example.split(20).stream())
                        .map(List::of)
                        .toList();
        assertThat(parts).hasSizeGreaterThan(examples.size());
        assertThat(gradient(loss, parts)).containsExactly(whole, within(2e-5));
    }

    @Test
    void itemsOfPartsAddUp() {
        PolicyExample example = examples(true).getFirst();
        for (PolicyLoss loss : losses()) {
            var objective = objective(loss);
            assertThat(example.split(20).stream().mapToDouble(objective::items).sum())
                    .isEqualTo(objective.items(example));
        }
    }

    @Test
    void repliesThatEarnTheSameLeaveThePolicyAlone() {
        var loss = new GrpoLoss(0.2, Optional.empty(), Normalisation.TOKENS, true, 0, K3);
        List<PolicyExample> examples =
                examples(true).stream().map(PolicyObjectiveTest::worthNothing).toList();
        assertThat(gradient(loss, List.of(examples))).containsOnly(0);
    }

    private static PolicyExample worthNothing(PolicyExample example) {
        return new PolicyExample(
                example.group(),
                example.credited().stream()
                        .map(c ->
                                new Credited(
                                        c.behaviour(),
                                        c.initial(),
                                        c.values(),
                                        new double[c.advantages().length],
                                        c.returns()))
                        .toList(),
                true,
                Map.of());
    }

    @Test
    void whileTheValueModelWarmsUpThePolicyStaysAsItIs() {
        long ofValue = models.value().parameters().count();
        long ofPolicy = models.policy().parameters().count();
        assertThat(gradient(PPO, List.of(examples(false)))).hasSize((int) ofValue);
        assertThat(gradient(PPO, List.of(examples(true)))).hasSize((int) (ofPolicy + ofValue));
    }

    @Test
    void theValueModelLearnsTheWeightedSquaredError() {
        double[] one = valueGradient(1);
        double[] half = valueGradient(0.5);
        assertThat(Arrays.stream(one)).anyMatch(g -> Math.abs(g) > 1e-4);
        assertThat(half)
                .containsExactly(Arrays.stream(one).map(g -> g / 2).toArray(), within(1e-6));
    }

    /// The value before a token is read where the token was chosen: it cannot depend on it.
    @Test
    void aValueKnowsWhatThePolicyKnewAndNoMore() {
        int[] prompt = {5, 6};
        List<double[]> first = values(prompt, 7, 8, 9);
        List<double[]> other = values(prompt, 7, 8, 60);
        assertThat(first.getFirst()).containsExactly(other.getFirst(), within(1e-6));
        double[] changed = values(prompt, 7, 50, 9).getFirst();
        assertThat(changed[1]).isCloseTo(first.getFirst()[1], within(1e-6));
        assertThat(changed[2]).isNotCloseTo(first.getFirst()[2], within(1e-6));
    }

    private List<double[]> values(int[] prompt, int... reply) {
        var group = new TokenGroup("g", prompt, List.of(TokenReply.of(reply)));
        return TokenScorer.values(models.value(), 100)
                .score(List.of(group), "values", RunContext.QUIET)
                .getFirst();
    }

    /// Recomputed layers have a backward pass of their own, in both models.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void recomputingLayersAndAdaptersChangeNoGradient(boolean lora) {
        Path start = folder.resolve("start");
        List<double[]> gradients = new ArrayList<>();
        for (boolean recompute : new boolean[] {false, true}) {
            var tuning =
                    new Tuning(
                            Dtype.FLOAT32,
                            Optional.of(
                                            new LoraConfig(
                                                    4,
                                                    8,
                                                    new LoraTargets.Names(
                                                            List.of("q_proj", "v_proj"))))
                                    .filter(_ -> lora),
                            recompute,
                            1);
            models.close();
            models =
                    new ActorCritic(
                            CausalLm.trainable(start, tuning),
                            ScalarModel.trainable(start, tuning));
            gradients.add(gradient(PPO, List.of(examples(true))));
        }
        assertThat(gradients.get(1)).containsExactly(gradients.get(0), within(1e-6));
    }

    @Test
    void bothModelsAreSavedSideBySide() {
        models.saveTrained(folder.resolve("made/model"), Saving.of("card"));
        CausalLm.frozen(folder.resolve("made/model"), Dtype.FLOAT32).close();
        ScalarModel.frozen(folder.resolve("made/value"), Dtype.FLOAT32).close();
        assertThat(models.parameters().masters().keySet())
                .contains("policy.model.norm.weight", "value.model.norm.weight");
    }

    @Test
    void aLossHasAValueModelExactlyIfItUsesOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PolicyObjective(models.policy(), null, PPO, MAX_TOKENS))
                .withMessageEndingWith(" needs a value model");
        var critic = new Critic(models.value(), new ValueLoss(Optional.empty()), 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new PolicyObjective(
                                models.policy(), critic, new RlooLoss(0.2, 0.1, K3), MAX_TOKENS))
                .withMessageEndingWith(" has no use for a value model");
    }

    @Test
    void theIterationsNumbersStandWithEveryStep() {
        try (var _ = new TensorScope()) {
            var objective = objective(PPO);
            List<PolicyExample> examples = examples(true);
            double items = examples.stream().mapToDouble(objective::items).sum();
            Map<String, Double> metrics = objective.evaluate(examples).loss().metrics();
            assertThat(metrics.get("score") / items).isCloseTo(0.75, within(1e-9));
            assertThat(metrics).containsKeys("value_loss", "policy_loss", "clip_fraction");
        }
    }

    @Test
    void theLossOfModelsOnAnotherDeviceIsTheSame() {
        double expected = loss();
        models.close();
        models = SecondDevice.LAZY.call(this::opened);
        assertThat(loss()).isCloseTo(expected, within(1e-4));
    }

    private double loss() {
        try (var _ = new TensorScope()) {
            return objective(PPO).evaluate(examples(true)).loss().sum().item_double();
        }
    }

    private PolicyObjective objective(PolicyLoss loss) {
        var critic = new Critic(models.value(), new ValueLoss(Optional.of(0.2)), 0.5);
        return new PolicyObjective(
                models.policy(), loss.usesValues() ? critic : null, loss, MAX_TOKENS);
    }

    private double[] gradient(PolicyLoss loss, List<List<PolicyExample>> microBatches) {
        PolicyObjective objective = objective(loss);
        double items =
                microBatches.stream().flatMap(List::stream).mapToDouble(objective::items).sum();
        for (List<PolicyExample> examples : microBatches) {
            try (var _ = new TensorScope()) {
                Evaluated evaluated = objective.evaluate(examples);
                evaluated.backward().accept(evaluated.loss().sum().mul(new Scalar(1 / items)));
            }
        }
        return taken(models.parameters().masters());
    }

    private double[] valueGradient(double coef) {
        var critic = new Critic(models.value(), new ValueLoss(Optional.empty()), coef);
        var objective = new PolicyObjective(models.policy(), critic, PPO, MAX_TOKENS);
        try (var _ = new TensorScope()) {
            Evaluated evaluated = objective.evaluate(examples(false));
            evaluated.backward().accept(evaluated.loss().sum().mul(new Scalar(0.01)));
        }
        return taken(models.value().parameters().masters());
    }

    private static double[] taken(Map<String, Tensor> weights) {
        double[] gradients =
                weights.values().stream()
                        .filter(weight -> weight.grad().defined())
                        .flatMapToDouble(weight -> Arrays.stream(Tensors.toDoubles(weight.grad())))
                        .toArray();
        Gradients.clear(weights.values());
        return gradients;
    }

    private static List<PolicyExample> examples(boolean policyLearns) {
        return TinyModels.groups(5, 4, 9).stream()
                .map(group -> example(group, policyLearns))
                .toList();
    }

    private static PolicyExample example(TokenGroup group, boolean policyLearns) {
        List<TokenReply> replies =
                group.replies().stream().map(reply -> TokenReply.of(reply.ids())).toList();
        long key = KeyedRandom.key(1, "credited", group.id());
        List<Credited> credited =
                IntStream.range(0, replies.size())
                        .mapToObj(r -> credited(replies.get(r).ids().length, key + r))
                        .toList();
        return new PolicyExample(
                new TokenGroup(group.id(), group.prompt(), replies),
                credited,
                policyLearns,
                Map.of("score", 0.75));
    }

    private static Credited credited(int tokens, long key) {
        return new Credited(
                normals(tokens, key, -4),
                normals(tokens, key + 100, -4),
                normals(tokens, key + 200, 0),
                normals(tokens, key + 300, 0),
                normals(tokens, key + 400, 0));
    }

    private static double[] normals(int n, long key, double mean) {
        return IntStream.range(0, n).mapToDouble(i -> mean + KeyedRandom.normal(key, i)).toArray();
    }
}
