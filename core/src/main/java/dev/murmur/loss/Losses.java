package dev.murmur.loss;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Every loss by the name a recipe calls it. To add one: a line here, and a page of that name under
/// `docs/losses/`.
public final class Losses {
    /// Losses over pairs that compare with a reference policy.
    public static final SortedMap<String, Class<? extends PairwiseLoss>> PAIRWISE =
            sorted(
                    Map.of(
                            "aot", AotLoss.class,
                            "dpo", DpoLoss.class,
                            "length-regularised-dpo", LengthRegularizedDpoLoss.class));

    /// Losses over pairs that need no reference policy.
    public static final SortedMap<String, Class<? extends ReferenceFreeLoss>> REFERENCE_FREE =
            sorted(Map.of("simpo", SimpoLoss.class));

    /// All losses over pairs.
    public static final SortedMap<String, Class<? extends PreferenceLoss>> PREFERENCE =
            preference();

    /// Losses over labelled replies, each by itself.
    public static final SortedMap<String, Class<? extends UnpairedLoss>> UNPAIRED =
            sorted(
                    Map.of(
                            "apo-zero-unpaired", ApoZeroUnpairedLoss.class,
                            "bco-unpaired", BcoUnpairedLoss.class,
                            "kto", KtoLoss.class));

    /// Losses of reward models over ranked replies.
    public static final SortedMap<String, Class<? extends RankingLoss>> RANKING =
            sorted(
                    Map.of(
                            "bradley-terry", BradleyTerryLoss.class,
                            "plackett-luce", PlackettLuceLoss.class));

    /// Losses over sampled replies and their rewards.
    public static final SortedMap<String, Class<? extends PolicyLoss>> POLICY =
            sorted(
                    Map.of(
                            "apa", ApaLoss.class,
                            "awr", AwrLoss.class,
                            "grpo", GrpoLoss.class,
                            "ppo", PpoLoss.class,
                            "reinforce-plus-plus", ReinforcePlusPlusLoss.class,
                            "rloo", RlooLoss.class));

    private Losses() {}

    private static SortedMap<String, Class<? extends PreferenceLoss>> preference() {
        var all = new TreeMap<String, Class<? extends PreferenceLoss>>(PAIRWISE);
        all.putAll(REFERENCE_FREE);
        return Collections.unmodifiableSortedMap(all);
    }

    private static <T> SortedMap<String, Class<? extends T>> sorted(
            Map<String, Class<? extends T>> losses) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(losses));
    }
}
