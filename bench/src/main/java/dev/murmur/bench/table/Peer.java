package dev.murmur.bench.table;

import java.util.Locale;

/// Whom a workload is compared with; each is a script in `bench/peers`.
enum Peer {
    TRL_DPO("TRL DPOTrainer, reference precomputed"),
    TRL_SFT("TRL SFTTrainer, packing"),
    GENERATE("transformers generate"),
    SCORE("transformers, sorted by length, batch 8"),
    STARLING("Starling-RM's card: padded to 2048, batch 1"),
    RANKING("transformers, each reply a row"),
    ONLINE("transformers and TRL, one after the other");

    private final String title;

    Peer(String title) {
        this.title = title;
    }

    /// For people.
    String title() {
        return title;
    }

    /// File name in `bench/peers`.
    String script() {
        return name().toLowerCase(Locale.ROOT) + ".py";
    }
}
