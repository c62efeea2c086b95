package dev.murmur.loss;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.data.KeyedRandom;
import dev.murmur.settings.Choice;
import dev.murmur.settings.YamlSettings;
import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Token-level inputs of policy-gradient losses, as plain numbers.
record PolicyReplies(
        double[] policy,
        double[] behaviour,
        double[] initial,
        double[] advantages,
        int[] tokens,
        int maxTokens) {
    private static final YamlSettings<PolicyLoss> SETTINGS =
            new YamlSettings<>(
                    PolicyLoss.class, Map.of(PolicyLoss.class, Choice.byType(Losses.POLICY)));

    /// A loss as a recipe would name it, with defaults for what the settings leave out.
    static PolicyLoss loss(String type, JsonNode settings) {
        var yaml = new StringBuilder("type: " + type + "\n");
        settings.properties()
                .forEach(entry -> yaml.append(entry.getKey() + ": " + entry.getValue() + "\n"));
        return SETTINGS.read(
                "fixture", yaml.toString().replace("\":", ": ").replace("\"", ""), List.of());
    }

    static PolicyReplies random(long seed, boolean wholeReplies, int... tokens) {
        long key = KeyedRandom.key(seed, "policy", "");
        int n = IntStream.of(tokens).sum();
        var replies =
                new PolicyReplies(
                        new double[n], new double[n], new double[n], new double[n], tokens, 12);
        int at = 0;
        for (int reply = 0; reply < tokens.length; reply++) {
            for (int t = 0; t < tokens[reply]; t++, at++) {
                replies.policy[at] = -2 * KeyedRandom.uniform(key, at);
                replies.behaviour[at] = replies.policy[at] + 0.5 * KeyedRandom.normal(key + 1, at);
                replies.initial[at] = replies.policy[at] + 0.5 * KeyedRandom.normal(key + 2, at);
                replies.advantages[at] = KeyedRandom.normal(key + 3, wholeReplies ? reply : at);
            }
        }
        return replies;
    }

    static PolicyReplies of(JsonNode fixture) {
        return new PolicyReplies(
                doubles(fixture.get("policy")),
                doubles(fixture.get("behaviour")),
                doubles(fixture.get("initial")),
                doubles(fixture.get("advantages")),
                fixture.get("tokens").valueStream().mapToInt(JsonNode::asInt).toArray(),
                fixture.get("max_tokens").asInt());
    }

    static double[] doubles(JsonNode numbers) {
        return numbers.valueStream().mapToDouble(JsonNode::asDouble).toArray();
    }

    /// Replies `from` to `to`.
    PolicyReplies part(int from, int to) {
        int begin = IntStream.of(tokens).limit(from).sum();
        int end = IntStream.of(tokens).limit(to).sum();
        return new PolicyReplies(
                Arrays.copyOfRange(policy, begin, end),
                Arrays.copyOfRange(behaviour, begin, end),
                Arrays.copyOfRange(initial, begin, end),
                Arrays.copyOfRange(advantages, begin, end),
                Arrays.copyOfRange(tokens, from, to),
                maxTokens);
    }

    LossValue with(PolicyLoss loss) {
        return loss.compute(tokens(Tensors.doubles(policy)));
    }

    Tensor sum(PolicyLoss loss, Tensor ofPolicy) {
        return loss.compute(tokens(ofPolicy)).sum();
    }

    double items(PolicyLoss loss) {
        return IntStream.of(tokens).mapToDouble(n -> loss.items(n, maxTokens)).sum();
    }

    private PolicyTokens tokens(Tensor ofPolicy) {
        return new PolicyTokens(
                ofPolicy,
                Tensors.like(ofPolicy, behaviour),
                Tensors.like(ofPolicy, initial),
                Tensors.like(ofPolicy, advantages),
                tokens,
                maxTokens);
    }
}
