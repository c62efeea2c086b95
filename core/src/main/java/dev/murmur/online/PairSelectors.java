package dev.murmur.online;

import java.util.Map;

/// Every [PairSelector], by the name recipes use.
public final class PairSelectors {
    public static final Map<String, Class<? extends PairSelector>> BY_NAME =
            Map.of(
                    "best-worst", BestWorst.class,
                    "best-second", BestSecond.class,
                    "best-random", BestRandom.class);

    private PairSelectors() {}
}
