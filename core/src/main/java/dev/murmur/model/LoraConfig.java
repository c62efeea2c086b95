package dev.murmur.model;

import java.util.Map;
import java.util.regex.Pattern;

/// The shape of a LoRA adapter (Hu et al. 2021, arXiv 2106.09685), with PEFT's names.
///
/// @param rank `r`, `>= 1`
/// @param alpha `lora_alpha`: the addition is scaled by `alpha / rank`
/// @param rankStabilized `use_rslora`: scaled by `alpha / sqrt(rank)` instead (Kalajdzievski 2023,
///   arXiv 2312.03732)
/// @param dropout `lora_dropout` of what goes into A while training, in [0, 1)
/// @param targets `target_modules`
/// @param rankPattern other ranks, by a regular expression for the end of a layer's name
/// @param alphaPattern other alphas, likewise
public record LoraConfig(
        int rank,
        double alpha,
        boolean rankStabilized,
        double dropout,
        LoraTargets targets,
        Map<String, Integer> rankPattern,
        Map<String, Double> alphaPattern) {
    public LoraConfig {
        if (rank < 1) {
            throw new IllegalArgumentException("r is " + rank + ", must be at least 1");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException(
                    "lora_dropout is " + dropout + ", must be in [0, 1)");
        }
    }

    /// One rank and alpha for all layers, without dropout.
    public LoraConfig(int rank, double alpha, LoraTargets targets) {
        this(rank, alpha, false, 0, targets, Map.of(), Map.of());
    }

    int rankOf(String module) {
        return matching(rankPattern, module, rank);
    }

    double scaleOf(String module) {
        double ofModule = matching(alphaPattern, module, alpha);
        int rankOfModule = rankOf(module);
        return ofModule / (rankStabilized ? Math.sqrt(rankOfModule) : rankOfModule);
    }

    private static <V> V matching(Map<String, V> byPattern, String module, V otherwise) {
        return byPattern.entrySet().stream()
                .filter(entry -> Pattern.matches("(.*\\.)?(" + entry.getKey() + ")", module))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(otherwise);
    }
}
