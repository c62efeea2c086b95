package dev.murmur.training;

import dev.murmur.tensor.Operators;
import dev.murmur.tensor.TensorScope;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Adam with decoupled weight decay, Algorithm 2 of Loshchilov and Hutter 2019 ([arXiv
/// 1711.05101](https://arxiv.org/abs/1711.05101)), by libtorch's fused kernel.
///
/// Matrices decay; vectors, which are norms and biases, do not. As in PyTorch the decay is
/// multiplied by the learning rate, and a parameter without gradient is left alone, its step count
/// too.
///
/// The moments are this object's own: they outlive the scope it was made in, and closing it frees
/// them.
public final class AdamW implements AutoCloseable {
    private final AdamWSettings settings;
    private final List<Slot> slots;

    /// One parameter and what is remembered of its gradients.
    ///
    /// @param expAvg mean of the gradients, shaped as the parameter
    /// @param expAvgSq mean of their squares, shaped as the parameter
    /// @param step steps taken: `[]`
    private record Slot(
            String name, Tensor parameter, Tensor expAvg, Tensor expAvgSq, Tensor step) {
        static Slot of(String name, Tensor parameter) {
            if (parameter.scalar_type().intern() != ScalarType.Float) {
                throw new IllegalArgumentException(
                        name
                                + " has dtype "
                                + parameter.scalar_type().intern()
                                + ", expected Float: small updates vanish in fewer bits");
            }
            try (var _ = new TensorScope()) {
                return new Slot(
                        name,
                        parameter,
                        torch.zeros_like(parameter).retainReference(),
                        torch.zeros_like(parameter).retainReference(),
                        parameter.new_zeros().retainReference());
            }
        }

        Map<String, Tensor> state() {
            var state = new LinkedHashMap<String, Tensor>();
            state.put(name + ".exp_avg", expAvg);
            state.put(name + ".exp_avg_sq", expAvgSq);
            state.put(name + ".step", step);
            return state;
        }

        boolean decays() {
            return parameter.dim() > 1;
        }

        boolean hasGradient() {
            return parameter.grad().defined();
        }
    }

    /// @param parameters float32, by name; their gradients are read at each step
    public AdamW(AdamWSettings settings, Map<String, Tensor> parameters) {
        this.settings = settings;
        this.slots =
                parameters.entrySet().stream()
                        .map(entry -> Slot.of(entry.getKey(), entry.getValue()))
                        .toList();
    }

    /// Moves the parameters by their gradients and clears these.
    ///
    /// @param learningRate of this step, `>= 0`
    public void step(double learningRate) {
        if (!(learningRate >= 0 && learningRate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "learning rate is " + learningRate + ", must be a number >= 0");
        }
        List<Slot> moving = slots.stream().filter(Slot::hasGradient).toList();
        if (moving.isEmpty()) {
            throw new IllegalStateException(
                    "no parameter has a gradient: backward must come before the step");
        }
        try (var _ = new TensorScope();
                var _ = new NoGradGuard()) {
            move(
                    moving.stream().filter(Slot::decays).toList(),
                    learningRate,
                    settings.weightDecay());
            move(moving.stream().filter(slot -> !slot.decays()).toList(), learningRate, 0);
        }
        Gradients.clear(slots.stream().map(Slot::parameter).toList());
    }

    /// The live tensors that a checkpoint must hold besides the parameters, to be copied over when
    /// a run resumes: for each parameter `<name>.exp_avg`, `<name>.exp_avg_sq` and `<name>.step`.
    public Map<String, Tensor> state() {
        var state = new LinkedHashMap<String, Tensor>();
        slots.forEach(slot -> state.putAll(slot.state()));
        return Collections.unmodifiableMap(state);
    }

    @Override
    public void close() {
        state().values().forEach(Tensor::close);
    }

    private void move(List<Slot> group, double learningRate, double weightDecay) {
        if (group.isEmpty()) {
            return;
        }
        IValue steps = list(group, Slot::step);
        Operators.call("aten::_foreach_add_", "Scalar", steps, new IValue(1.0));
        Operators.call(
                "aten::_fused_adamw_",
                "",
                list(group, Slot::parameter),
                list(group, slot -> slot.parameter().grad()),
                list(group, Slot::expAvg),
                list(group, Slot::expAvgSq),
                Operators.list(List.of()), // of amsgrad
                steps,
                new IValue(learningRate),
                new IValue(settings.beta1()),
                new IValue(settings.beta2()),
                new IValue(weightDecay),
                new IValue(settings.epsilon()),
                new IValue(false), // amsgrad
                new IValue(false), // maximize
                Operators.none(), // grad_scale
                Operators.none()); // found_inf
    }

    private static IValue list(List<Slot> group, Function<Slot, Tensor> tensor) {
        return Operators.list(group.stream().map(tensor).toList());
    }
}
