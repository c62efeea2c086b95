package dev.murmur.recipe;

import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import dev.murmur.training.HeldOut;
import dev.murmur.training.HeldOutMetric;
import java.util.Optional;

/// Which of a training's weights become the model.
public record BestSection(
        @Doc("held-out number that is best in them") @Default("loss") HeldOutMetric metric,
        @Doc("stop after this many measurements without a better one; null is never")
                Optional<Integer> patience) {
    public BestSection {
        new Check().atLeast(1, "patience", patience.orElse(1)).verify();
    }

    HeldOut.KeepBest keep() {
        return new HeldOut.KeepBest(metric, patience);
    }
}
