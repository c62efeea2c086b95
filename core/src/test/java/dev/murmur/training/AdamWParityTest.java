package dev.murmur.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.golden.Golden;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/// Twenty steps of ours beside twenty of `torch.optim.AdamW`.
class AdamWParityTest {
    private static final double TOLERANCE = 1e-6;
    private final JsonNode golden = Golden.json("adamw.json");

    @Test
    void equalsPyTorchAtEveryStep() {
        try (var _ = new TensorScope()) {
            var parameters = parameters();
            try (var ours = new AdamW(settings(), parameters)) {
                golden.get("steps").valueStream().forEach(step -> follow(step, ours, parameters));

                assertThat(ours.state()).hasSize(9).allSatisfy(this::equalsState);
            }
        }
    }

    private static void follow(JsonNode step, AdamW ours, Map<String, Tensor> parameters) {
        parameters.forEach((name, p) -> setGradient(p, step.get("grads").get(name)));

        double norm = Gradients.clipNorm(parameters.values(), step.get("max_norm").doubleValue());
        ours.step(step.get("lr").doubleValue());

        assertThat(norm).isCloseTo(step.get("norm").doubleValue(), within(TOLERANCE));
        parameters.forEach((name, p) -> equals(name, p, step.get("values").get(name)));
    }

    private void equalsState(String name, Tensor tensor) {
        equals(name, tensor, golden.get("state").get(name));
    }

    private static void equals(String name, Tensor tensor, JsonNode expected) {
        assertThat(Tensors.toDoubles(tensor))
                .as(name)
                .containsExactly(flat(expected), within(TOLERANCE));
    }

    private Map<String, Tensor> parameters() {
        var parameters = new LinkedHashMap<String, Tensor>();
        golden.get("initial")
                .properties()
                .forEach(entry -> parameters.put(entry.getKey(), tensor(entry.getValue())));
        parameters.values().forEach(p -> p.set_requires_grad(true));
        return parameters;
    }

    private AdamWSettings settings() {
        JsonNode s = golden.get("settings");
        return new AdamWSettings(
                s.get("beta1").doubleValue(),
                s.get("beta2").doubleValue(),
                s.get("epsilon").doubleValue(),
                s.get("weight_decay").doubleValue());
    }

    private static void setGradient(Tensor parameter, JsonNode gradient) {
        if (!gradient.isNull()) {
            parameter.mutable_grad().put(tensor(gradient));
        }
    }

    private static Tensor tensor(JsonNode node) {
        double[] values = flat(node);
        var floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        Tensor vector = Tensors.floats(floats);
        return node.path(0).isArray() ? vector.view(node.size(), node.get(0).size()) : vector;
    }

    private static double[] flat(JsonNode node) {
        if (node.isNumber()) {
            return new double[] {node.doubleValue()};
        }
        return node.valueStream().flatMapToDouble(row -> Arrays.stream(flat(row))).toArray();
    }
}
