package dev.murmur.loss;

import static java.util.Map.entry;

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
                    Map.ofEntries(
                            entry("aot", AotLoss.class),
                            entry("aot-unpaired", AotUnpairedLoss.class),
                            entry("apo-down", ApoDownLoss.class),
                            entry("apo-zero", ApoZeroLoss.class),
                            entry("bco", BcoLoss.class),
                            entry("discopop", DiscopopLoss.class),
                            entry("dpo", DpoLoss.class),
                            entry("exo", ExoLoss.class),
                            entry("f-dpo", FDivergenceDpoLoss.class),
                            entry("hinge", HingeLoss.class),
                            entry("ipo", IpoLoss.class),
                            entry("length-desensitised-dpo", LengthDesensitizedDpoLoss.class),
                            entry("length-normalised-dpo", LengthNormalizedDpoLoss.class),
                            entry("length-regularised-dpo", LengthRegularizedDpoLoss.class),
                            entry("margin-dpo", MarginDpoLoss.class),
                            entry("nca", NcaLoss.class),
                            entry("robust-dpo", RobustDpoLoss.class),
                            entry("sppo", SppoLoss.class),
                            entry("weighted-sum", WeightedSumLoss.class),
                            entry("wpo", WpoLoss.class)));

    /// Losses over pairs that need no reference policy.
    public static final SortedMap<String, Class<? extends ReferenceFreeLoss>> REFERENCE_FREE =
            sorted(
                    Map.of(
                            "chosen-nll", ChosenNllLoss.class,
                            "cpo", CpoLoss.class,
                            "orpo", OrpoLoss.class,
                            "simpo", SimpoLoss.class));

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
                            "pairwise-split", PairwiseSplitLoss.class,
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
