package dev.murmur.verify;

import dev.murmur.loss.ApoZeroUnpairedLoss;
import dev.murmur.loss.BradleyTerryLoss;
import dev.murmur.loss.DpoLoss;
import dev.murmur.loss.KtoLoss;
import dev.murmur.loss.PairwiseLoss;
import dev.murmur.loss.RankingLoss;
import dev.murmur.loss.UnpairedLoss;
import java.util.Map;

/// What the runs of TRL are called that it made with `loss_type`, `beta`, `label_smoothing` and so
/// on, and the losses here that are the same.
final class TrlLosses {
    private static final double BETA = 0.1;

    /// Of `DPOTrainer`.
    static final Map<String, PairwiseLoss> PAIRWISE =
            Map.of("sigmoid", new DpoLoss(BETA), "sigmoid_beta0.5", new DpoLoss(0.5));

    /// Of `RewardTrainer`.
    static final Map<String, RankingLoss> RANKING = Map.of("bradley-terry", new BradleyTerryLoss());

    /// Of `KTOTrainer`.
    static final Map<String, UnpairedLoss> UNPAIRED =
            Map.of(
                    "kto", new KtoLoss(BETA, 1, 1),
                    "kto_undesirable1.5", new KtoLoss(BETA, 1, 1.5),
                    "apo_zero_unpaired", new ApoZeroUnpairedLoss(BETA));

    private TrlLosses() {}
}
