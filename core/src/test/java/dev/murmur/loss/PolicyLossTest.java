package dev.murmur.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.murmur.golden.Golden;
import dev.murmur.settings.SettingsException;
import dev.murmur.tensor.Tensors;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every policy-gradient loss.
class PolicyLossTest {
    private static final KlEstimator K3 = KlEstimator.K3;
    private static final GeneralisedAdvantage GAE = new GeneralisedAdvantage(0.9, 0.8);

    static final List<PolicyLoss> LOSSES =
            List.of(
                    new ApaLoss(0.5, GAE),
                    new AwrLoss(1, 3, GAE),
                    new PpoLoss(0.2, Optional.empty(), 0.1, K3, GAE),
                    new PpoLoss(0.2, Optional.of(1.5), 0.1, K3, GAE),
                    new RlooLoss(0.2, 0.1, K3),
                    new GrpoLoss(0.2, Optional.empty(), Normalisation.REPLIES, true, 0.1, K3),
                    new GrpoLoss(0.2, Optional.of(0.28), Normalisation.TOKENS, true, 0.1, K3),
                    new GrpoLoss(0.2, Optional.empty(), Normalisation.LONGEST, false, 0.1, K3),
                    new ReinforcePlusPlusLoss(
                            0.2, ReinforcePlusPlusLoss.Baseline.GROUP, 0.9, 0.1, K3));

    static Stream<Arguments> lossesAndSeeds() {
        return LOSSES.stream()
                .flatMap(
                        loss -> LongStream.range(0, 20).mapToObj(seed -> Arguments.of(loss, seed)));
    }

    static Stream<JsonNode> losses() {
        return Golden.json("policy.json").get("losses").valueStream();
    }

    static Stream<JsonNode> values() {
        return Golden.json("policy.json").get("values").valueStream();
    }

    static Stream<JsonNode> credits() {
        return Golden.json("policy.json").get("credits").valueStream();
    }

    @ParameterizedTest
    @MethodSource("lossesAndSeeds")
    void gradientIsThatOfCentralDifferences(PolicyLoss loss, long seed) {
        var replies = PolicyReplies.random(seed, loss instanceof RlooLoss, 3, 1, 4);

        double[] exact =
                GradientCheck.byAutograd(policy -> replies.sum(loss, policy), replies.policy());
        double[] measured =
                GradientCheck.byCentralDifferences(
                        policy -> replies.sum(loss, policy), replies.policy());

        assertThat(exact).containsExactly(measured, within(1e-7));
    }

    @ParameterizedTest
    @MethodSource("lossesAndSeeds")
    void repliesOfAMicroBatchAddUp(PolicyLoss loss, long seed) {
        var replies = PolicyReplies.random(seed, true, 5, 2, 9, 1);
        LossValue whole = replies.with(loss);
        LossValue first = replies.part(0, 1).with(loss);
        LossValue rest = replies.part(1, 4).with(loss);

        assertThat(first.sum().item_double() + rest.sum().item_double())
                .isCloseTo(whole.sum().item_double(), within(1e-9));
        assertThat(first.items() + rest.items()).isEqualTo(whole.items());
        assertThat(whole.items()).isEqualTo(replies.items(loss));
        whole.metrics()
                .forEach((name, value) ->
                        assertThat(first.metrics().get(name) + rest.metrics().get(name))
                                .as(name)
                                .isCloseTo(value, within(1e-9)));
    }

    @ParameterizedTest
    @MethodSource("lossesAndSeeds")
    void atTheSamplersPolicyEveryRatioIsOneAndNothingIsClipped(PolicyLoss loss, long seed) {
        var replies = PolicyReplies.random(seed, true, 4, 6);
        System.arraycopy(replies.policy(), 0, replies.behaviour(), 0, 10);
        LossValue value = replies.with(loss);

        assertThat(value.metrics().get("ratio")).isCloseTo(value.items(), within(1e-9));
        assertThat(value.metrics().get("kl_step")).isZero();
        assertThat(value.metrics().getOrDefault("clip_fraction", 0.0)).isZero();
    }

    @ParameterizedTest
    @MethodSource("losses")
    void isWhatPaddedTensorsGive(JsonNode fixture) {
        PolicyLoss loss = PolicyReplies.loss(fixture.get("type").asText(), fixture.get("settings"));
        var replies = PolicyReplies.of(fixture);

        LossValue value = replies.with(loss);
        double[] gradient =
                GradientCheck.byAutograd(policy -> replies.sum(loss, policy), replies.policy());

        assertThat(value.sum().item_double())
                .isCloseTo(fixture.get("sum").asDouble(), within(1e-9));
        assertThat(value.items()).isEqualTo(fixture.get("items").asDouble());
        assertThat(gradient)
                .containsExactly(PolicyReplies.doubles(fixture.get("grad")), within(1e-9));
    }

    @ParameterizedTest
    @MethodSource("values")
    void valuesAreFittedAsTheReferenceFitsThem(JsonNode fixture) {
        var loss =
                new ValueLoss(
                        Optional.of(fixture.get("clip"))
                                .filter(JsonNode::isNumber)
                                .map(JsonNode::asDouble));
        Tensor before = Tensors.doubles(PolicyReplies.doubles(fixture.get("before")));
        Tensor returns = Tensors.doubles(PolicyReplies.doubles(fixture.get("returns")));
        double[] at = PolicyReplies.doubles(fixture.get("values"));

        assertThat(loss.compute(Tensors.doubles(at), before, returns).sum().item_double())
                .isCloseTo(fixture.get("sum").asDouble(), within(1e-9));
        assertThat(GradientCheck.byAutograd(v -> loss.compute(v, before, returns).sum(), at))
                .containsExactly(PolicyReplies.doubles(fixture.get("grad")), within(1e-9));
    }

    @ParameterizedTest
    @MethodSource("credits")
    void repliesAreCreditedAsTheReferenceCreditsThem(JsonNode fixture) {
        PolicyLoss loss = PolicyReplies.loss(fixture.get("type").asText(), fixture.get("settings"));
        List<List<Experience>> groups =
                fixture.get("groups")
                        .valueStream()
                        .map(group -> group.valueStream().map(r -> experience(loss, r)).toList())
                        .toList();

        List<Credit> credits = loss.credit(groups).stream().flatMap(List::stream).toList();

        assertThat(credits).hasSize(fixture.get("advantages").size());
        for (int i = 0; i < credits.size(); i++) {
            assertThat(credits.get(i).advantages())
                    .containsExactly(
                            PolicyReplies.doubles(fixture.get("advantages").get(i)), within(1e-12));
            if (loss.usesValues()) {
                assertThat(credits.get(i).returns())
                        .containsExactly(
                                PolicyReplies.doubles(fixture.get("returns").get(i)),
                                within(1e-12));
            } else {
                assertThat(credits.get(i).returns()).isEmpty();
            }
        }
    }

    private static Experience experience(PolicyLoss loss, JsonNode reply) {
        return new Experience(
                reply.get("reward").asDouble(),
                PolicyReplies.doubles(reply.get("ratios")),
                loss.usesValues() ? PolicyReplies.doubles(reply.get("values")) : new double[0]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apa | lambda: 0 | lambda is 0.0, must be > 0 (0.1 to 1 is usual)",
                "apa | gae: {lambda: 2} | gae.lambda is 2.0, must be in [0, 1]",
                "awr | beta: -1 | beta is -1.0, must be > 0 (1 to 2 is usual)",
                "awr | max_weight: 0.5 | max_weight is 0.5, must be >= 1 (20 is usual)",
                "ppo | clip: 1 | clip is 1.0, must be in (0, 1)",
                "ppo | dual_clip: 1 | dual_clip is 1.0, must be > 1 (3 is usual)",
                "ppo | kl_coef: -1 | kl_coef is -1.0, must be >= 0 (0.01 to 0.1 is usual)",
                "rloo | clip: 0 | clip is 0.0, must be > 0 (0.2 is usual)",
                "grpo | clip_high: 0 | clip_high is 0.0, must be > 0 (0.2 to 0.3 is usual)",
                "reinforce-plus-plus | gamma: 1.5 | gamma is 1.5, must be in [0, 1]"
            })
    void refusesHyperparametersOutOfRange(String type, String key, String message) {
        var settings = JsonNodeFactory.instance.objectNode();
        String[] parts = key.split(": ", 2);
        settings.putRawValue(parts[0], new com.fasterxml.jackson.databind.util.RawValue(parts[1]));
        assertThatThrownBy(() -> PolicyReplies.loss(type, settings))
                .isInstanceOf(SettingsException.class)
                .hasMessage("fixture:2: " + message);
    }

    @Test
    void constantsMustNotCarryAGradient() {
        Tensor policy = Tensors.doubles(-1, -2);
        Tensor learning = Tensors.doubles(-1, -2);
        learning.set_requires_grad(true);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new PolicyTokens(policy, learning, policy, policy, new int[] {2}, 4))
                .withMessage(
                        "behaviour carries a gradient, expected constants: only the policy learns");
    }

    @Test
    void aReplyHasTokensAndNoMoreThanWereAllowed() {
        Tensor two = Tensors.doubles(-1, -2);
        for (int[] lengths : List.of(new int[] {2, 0}, new int[] {2})) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new PolicyTokens(two, two, two, two, lengths, 1))
                    .withMessageContaining("expected 1 to 1");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Experience(1, new double[0], new double[0]))
                .withMessage("a reply has no tokens, expected at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Experience(1, new double[2], new double[3]))
                .withMessage("a reply of 2 tokens has 3 values, expected as many or none");
    }

    @Test
    void everyRegisteredLossIsTestedHere() {
        var tested = LOSSES.stream().map(Object::getClass).distinct().toList();
        assertThat(Set.<Class<?>>copyOf(tested)).isEqualTo(Set.copyOf(Losses.POLICY.values()));
        assertThat(losses().map(f -> f.get("type").asText()).distinct().toList())
                .containsExactlyInAnyOrderElementsOf(Losses.POLICY.keySet());
    }
}
