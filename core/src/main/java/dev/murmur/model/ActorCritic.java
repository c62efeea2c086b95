package dev.murmur.model;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// A policy and its value model, trained in the same steps. They share no weights and belong to
/// whoever opened them; closing this closes both.
public record ActorCritic(CausalLm policy, ScalarModel value) implements TrainableModel {
    /// Name of the value model's folder, beside the policy's.
    public static final String VALUE = "value";

    @Override
    public TrainedWeights parameters() {
        return new Both(policy.parameters(), value.parameters());
    }

    @Override
    public boolean runsSideBySide() {
        return policy.runsSideBySide() && value.runsSideBySide();
    }

    private record Both(Parameters policy, Parameters value) implements TrainedWeights {
        @Override
        public Map<String, Tensor> masters() {
            var both = new LinkedHashMap<String, Tensor>();
            policy.masters().forEach((name, weight) -> both.put("policy." + name, weight));
            value.masters().forEach((name, weight) -> both.put("value." + name, weight));
            return both;
        }

        @Override
        public void collectGradients() {
            List.of(policy, value).forEach(Parameters::collectGradients);
        }

        @Override
        public void publish() {
            List.of(policy, value).forEach(Parameters::publish);
        }
    }

    @Override
    public void save(Path target, Saving saving) {
        value.save(target.resolveSibling(VALUE), saving);
        policy.save(target, saving);
    }

    @Override
    public void saveTrained(Path target, Saving saving) {
        value.saveTrained(target.resolveSibling(VALUE), saving);
        policy.saveTrained(target, saving);
    }

    @Override
    public void close() {
        value.close();
        policy.close();
    }
}
