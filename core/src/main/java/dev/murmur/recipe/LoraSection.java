package dev.murmur.recipe;

import dev.murmur.model.LoraConfig;
import dev.murmur.model.LoraTargets;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.util.List;

/// A LoRA adapter (Hu et al. 2021, arXiv 2106.09685) to be trained in place of the weights, which
/// are the model with the adapter off.
public record LoraSection(
        @Doc("rank of the additions") @Default("16") int rank,
        @Doc("additions are scaled by alpha / rank") @Default("32.0") double alpha,
        @Doc("last parts of the names of layers, such as q_proj, or all-linear")
                @Default("[all-linear]")
                List<String> targets) {
    private static final String ALL = "all-linear";

    public LoraSection {
        targets = List.copyOf(targets);
        new Check()
                .atLeast(1, "rank", rank)
                .require(
                        alpha > 0 && alpha < Double.POSITIVE_INFINITY,
                        "alpha",
                        alpha,
                        "> 0 (rank to twice the rank is usual)")
                .require(
                        !targets.isEmpty() && (targets.size() == 1 || !targets.contains(ALL)),
                        "targets",
                        targets,
                        "names of layers, or all-linear alone")
                .verify();
    }

    LoraConfig config() {
        return new LoraConfig(
                rank,
                alpha,
                targets.contains(ALL)
                        ? new LoraTargets.AllLinear()
                        : new LoraTargets.Names(targets));
    }
}
