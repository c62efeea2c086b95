package dev.murmur.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What to change where a plan is more than a device has.
public final class Advice {
    private static final double GB = 1e9;
    private static final String LARGER = "take a smaller model or a larger device";

    private Advice() {}

    /// @return a line for each phase that does not fit; none if all do
    public static List<String> of(MemoryPlan plan, Device device) {
        long room = device.memory() - device.base();
        var lines = new ArrayList<String>();
        for (PhasePlan phase : plan.phases()) {
            if (phase.use().total() > room) {
                lines.add(phase.phase() + ": " + advice(plan, phase, room));
            }
        }
        return lines;
    }

    private static String advice(MemoryPlan plan, PhasePlan phase, long room) {
        if (phase.use().gradients() == 0) {
            return inference(phase, room);
        }
        long trained = plan.training().orElseThrow().phase(phase.phase()).use().total();
        return training(plan, phase, room - (phase.use().total() - trained));
    }

    /// @param room beside the models that are open while this one is trained
    private static String training(MemoryPlan plan, PhasePlan phase, long room) {
        TrainingPlan wished = plan.training().orElseThrow();
        Optional<TrainingPlan> smaller = wished.fitting(room);
        if (smaller.isPresent()) {
            return "training.max_tokens_per_micro_batch "
                    + smaller.get().tokens()
                    + " instead of "
                    + wished.tokens()
                    + " fits, with the same results";
        }
        Optional<TrainingPlan> recomputing = wished.recomputing().fitting(room);
        if (recomputing.isPresent()) {
            return "training.gradient_checkpointing true fits with"
                    + " training.max_tokens_per_micro_batch "
                    + recomputing.get().tokens()
                    + ", with the same results";
        }
        MemoryUse use = phase.use();
        return "weights, gradients and optimiser alone take "
                + gb(use.total() - use.activations())
                + " GB, whatever the batch; "
                + (wished.adapter() > 0 ? LARGER : adapter(wished, room));
    }

    private static String adapter(TrainingPlan wished, long room) {
        return wished.recomputing()
                .withAdapter()
                .fitting(room)
                .map(fits ->
                        "a LoRA adapter over weights in bfloat16, with"
                                + " training.gradient_checkpointing, would fit, with "
                                + gb(fits.phase("train").use().total())
                                + " GB at training.max_tokens_per_micro_batch "
                                + fits.tokens())
                .orElse(LARGER);
    }

    private static String inference(PhasePlan phase, long room) {
        MemoryUse use = phase.use();
        if (use.weights() <= room) {
            return "batches take "
                    + gb(use.activations() + use.cache())
                    + " GB beside the weights; a smaller training.max_tokens_per_micro_batch or"
                    + " sampling.n makes them smaller";
        }
        return "the weights alone take "
                + gb(use.weights())
                + " GB; dtype bfloat16 halves those of float32, else take a larger device";
    }

    static String gb(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / GB);
    }
}
