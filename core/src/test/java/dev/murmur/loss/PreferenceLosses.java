package dev.murmur.loss;

import dev.murmur.settings.Choice;
import dev.murmur.settings.YamlSettings;
import java.util.List;
import java.util.Map;

/// Losses as recipes write them.
final class PreferenceLosses {
    private static final YamlSettings<PreferenceLoss> SETTINGS =
            new YamlSettings<>(
                    PreferenceLoss.class,
                    Map.of(PreferenceLoss.class, Choice.byType(Losses.PREFERENCE)));

    /// Each loss at least once, with settings at which every part of it counts.
    static final List<String> ALL =
            List.of(
                    "{type: dpo, beta: 0.1, label_smoothing: 0.1}",
                    "{type: length-regularised-dpo, beta: 0.1, alpha: 0.02}",
                    "{type: margin-dpo, beta: 0.1, weight: 0.8, margins: [{reward: length, weight:"
                            + " 0.02}, {reward: verbosity, weight: -0.3}]}",
                    "{type: hinge, beta: 0.1}",
                    "{type: ipo, beta: 0.1}",
                    "{type: ipo, beta: 0.1, length_averaged: false}",
                    "{type: robust-dpo, beta: 0.1, label_smoothing: 0.1}",
                    "{type: exo, beta: 0.1, label_smoothing: 0.1}",
                    "{type: nca, beta: 0.1}",
                    "{type: bco, beta: 0.1}",
                    "{type: sppo, beta: 0.1}",
                    "{type: aot, beta: 0.1, label_smoothing: 0.1}",
                    "{type: aot-unpaired, beta: 0.1, label_smoothing: 0.1}",
                    "{type: apo-zero, beta: 0.1}",
                    "{type: apo-down, beta: 0.1}",
                    "{type: discopop, beta: 0.1, tau: 0.05}",
                    "{type: length-normalised-dpo, beta: 2}",
                    "{type: length-desensitised-dpo, beta: 0.1, tail_weight: 0.3}",
                    "{type: wpo, beta: 0.1}",
                    "{type: f-dpo, beta: 0.1, divergence: reverse-kl}",
                    "{type: f-dpo, beta: 0.1, divergence: forward-kl}",
                    "{type: f-dpo, beta: 0.1, divergence: js}",
                    "{type: f-dpo, beta: 0.1, divergence: alpha, alpha: 0.7}",
                    "{type: weighted-sum, losses: [{weight: 2, loss: {type: chosen-nll, over:"
                            + " reply}}, {weight: 0.5, loss: {type: wpo, beta: 0.1}}]}",
                    "{type: chosen-nll, over: reply}",
                    "{type: chosen-nll, over: batch}",
                    "{type: simpo, beta: 2, gamma: 1}",
                    "{type: cpo, beta: 0.1, nll_weight: 0.5}",
                    "{type: orpo, lambda: 0.1}");

    private PreferenceLosses() {}

    static PreferenceLoss parse(String yaml) {
        return SETTINGS.read("loss", yaml, List.of());
    }

    static String write(PreferenceLoss loss) {
        return SETTINGS.write(loss);
    }
}
