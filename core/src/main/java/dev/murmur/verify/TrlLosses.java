package dev.murmur.verify;

import static java.util.Map.entry;

import dev.murmur.loss.AotLoss;
import dev.murmur.loss.AotUnpairedLoss;
import dev.murmur.loss.ApoDownLoss;
import dev.murmur.loss.ApoZeroLoss;
import dev.murmur.loss.ApoZeroUnpairedLoss;
import dev.murmur.loss.BradleyTerryLoss;
import dev.murmur.loss.ChosenNllLoss;
import dev.murmur.loss.DiscopopLoss;
import dev.murmur.loss.DpoLoss;
import dev.murmur.loss.ExoLoss;
import dev.murmur.loss.FDivergenceDpoLoss;
import dev.murmur.loss.FDivergenceDpoLoss.Divergence;
import dev.murmur.loss.HingeLoss;
import dev.murmur.loss.IpoLoss;
import dev.murmur.loss.KtoLoss;
import dev.murmur.loss.LengthDesensitizedDpoLoss;
import dev.murmur.loss.LengthNormalizedDpoLoss;
import dev.murmur.loss.NcaLoss;
import dev.murmur.loss.PairwiseLoss;
import dev.murmur.loss.RankingLoss;
import dev.murmur.loss.RobustDpoLoss;
import dev.murmur.loss.SppoLoss;
import dev.murmur.loss.UnpairedLoss;
import dev.murmur.loss.WeightedSumLoss;
import dev.murmur.loss.WpoLoss;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the runs of TRL are called that it made with `loss_type`, `beta`, `label_smoothing` and so
/// on, and the losses here that are the same.
final class TrlLosses {
    private static final double BETA = 0.1;

    /// Of `DPOTrainer`.
    static final Map<String, PairwiseLoss> PAIRWISE =
            Map.ofEntries(
                    entry("sigmoid", new DpoLoss(BETA)),
                    entry("sigmoid_beta0.5", new DpoLoss(0.5)),
                    entry("hinge", new HingeLoss(BETA)),
                    entry("ipo", new IpoLoss(BETA, true)),
                    entry("robust_e0.1", new RobustDpoLoss(BETA, 0.1)),
                    entry("exo_pair_e0.1", new ExoLoss(BETA, 0.1)),
                    entry("nca_pair", new NcaLoss(BETA)),
                    entry("sppo_hard", new SppoLoss(BETA)),
                    entry("aot", new AotLoss(BETA, 0)),
                    entry("aot_unpaired", new AotUnpairedLoss(BETA, 0)),
                    entry("apo_zero", new ApoZeroLoss(BETA)),
                    entry("apo_down", new ApoDownLoss(BETA)),
                    entry("discopop", new DiscopopLoss(BETA, 0.05)),
                    entry("rpo_sigmoid+sft", rpo()),
                    entry("ld_alpha0.5", new LengthDesensitizedDpoLoss(BETA, 0.5)),
                    entry("sigmoid_norm", new LengthNormalizedDpoLoss(BETA)),
                    entry("wpo_sigmoid", new WpoLoss(BETA)),
                    entry("forward_kl", divergence(Divergence.FORWARD_KL, Optional.empty())),
                    entry("js_divergence", divergence(Divergence.JS, Optional.empty())),
                    entry("alpha_divergence0.5", divergence(Divergence.ALPHA, Optional.of(0.5))));

    /// Of `RewardTrainer`.
    static final Map<String, RankingLoss> RANKING =
            Map.of(
                    "bradley-terry", new BradleyTerryLoss(),
                    "centered0.01", new BradleyTerryLoss(0, 0.01));

    /// Of `KTOTrainer`.
    static final Map<String, UnpairedLoss> UNPAIRED =
            Map.of(
                    "kto", new KtoLoss(BETA, 1, 1),
                    "kto_undesirable1.5", new KtoLoss(BETA, 1, 1.5),
                    "apo_zero_unpaired", new ApoZeroUnpairedLoss(BETA));

    private TrlLosses() {}

    private static PairwiseLoss rpo() {
        return new WeightedSumLoss(
                List.of(
                        new WeightedSumLoss.Part(1, new DpoLoss(BETA)),
                        new WeightedSumLoss.Part(1, new ChosenNllLoss(ChosenNllLoss.Over.BATCH))));
    }

    private static PairwiseLoss divergence(Divergence divergence, Optional<Double> alpha) {
        return new FDivergenceDpoLoss(BETA, divergence, alpha);
    }
}
