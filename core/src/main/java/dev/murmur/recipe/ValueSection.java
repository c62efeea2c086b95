package dev.murmur.recipe;

import dev.murmur.loss.ValueLoss;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;
import java.util.Optional;

/// A value model that is trained beside a policy. It opens like the policy: with an adapter where
/// the policy has one.
public record ValueSection(
        @Doc("folder to start from, with the policy's tokenizer; null is the policy's")
                Optional<Path> path,
        @Doc("weight of its loss beside the policy's, > 0") @Default("1.0") double coef,
        @Doc("how far a value may move in an iteration; null for any") Optional<Double> clip,
        @Doc("first iterations, in which the policy does not learn") @Default("0")
                int warmupIterations) {
    public ValueSection {
        new Check()
                .require(coef > 0 && Double.isFinite(coef), "coef", coef, "> 0 (0.1 to 1 is usual)")
                .atLeast(0, "warmup_iterations", warmupIterations)
                .verify();
        new ValueLoss(clip);
    }
}
