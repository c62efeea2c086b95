package dev.murmur.verify;

import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// What TRL wrote of a run: `logs` with an entry a step, and `final_param_sum_abs` with the sum of
/// each trained parameter's entries and that of their absolute values.
///
/// @param expected the run
/// @param metrics what is compared beside loss and gradient norm: TRL's name to ours
/// @param tolerance largest difference of a logged number, relative to it where it is beyond 1
record Trajectory(Field expected, Map<String, String> metrics, double tolerance) {
    /// Gradients and final parameters may differ by this much more: the former change faster than
    /// the loss, the latter add up over the steps.
    private static final double MORE = 10;

    /// @param steps what each step gave here, by our names
    /// @param parameters after the last step
    List<Check> compare(List<Map<String, Double>> steps, Map<String, Tensor> parameters) {
        var checks = new ArrayList<Check>();
        checks.add(logged("loss", tolerance, steps, Map.of("loss", "loss")));
        checks.add(
                logged("gradient norm", MORE * tolerance, steps, Map.of("grad_norm", "grad_norm")));
        if (!metrics.isEmpty()) {
            checks.add(logged("metrics", tolerance, steps, metrics));
        }
        checks.add(sums(parameters));
        return List.copyOf(checks);
    }

    private Check logged(
            String what,
            double allowed,
            List<Map<String, Double>> steps,
            Map<String, String> names) {
        var check = NumberCheck.relative(what, allowed);
        List<Field> logs = expected.at("logs").items();
        expected.at("logs").require(logs.size() == steps.size(), steps.size() + " steps");
        for (int i = 0; i < steps.size(); i++) {
            for (var name : names.entrySet()) {
                check.add(
                        "step " + (i + 1) + ", " + name.getKey(),
                        new double[] {steps.get(i).getOrDefault(name.getValue(), Double.NaN)},
                        new double[] {logs.get(i).at(name.getKey()).number()});
            }
        }
        return check.result();
    }

    private Check sums(Map<String, Tensor> parameters) {
        Field all = expected.at("final_param_sum_abs");
        all.require(
                all.keys().sorted().toList().equals(parameters.keySet().stream().sorted().toList()),
                "the parameters " + parameters.keySet());
        var check = NumberCheck.relative("final parameters", MORE * tolerance);
        parameters.forEach((name, tensor) ->
                check.add(
                        name, sums(tensor), all.at(name).numbers(2, "a sum and one of absolutes")));
        return check.result();
    }

    private static double[] sums(Tensor tensor) {
        try (var _ = new TensorScope()) {
            double[] entries = Tensors.toDoubles(tensor);
            return new double[] {
                Arrays.stream(entries).sum(), Arrays.stream(entries).map(Math::abs).sum()
            };
        }
    }
}
