package dev.murmur.bench.table;

import java.util.Locale;

/// Kinds of work, by the name that both sides know.
public enum Task {
    /// Preference optimisation, reference log-probs computed before.
    DPO,
    /// A reward model of rankings.
    RANKING,
    /// Supervised fine-tuning.
    SFT,
    /// Replies drawn.
    SAMPLE,
    /// One reply after another, the likeliest token each time.
    GREEDY,
    /// Replies scored by a reward model.
    SCORE,
    /// An online iteration: replies drawn, scored, paired and learnt from.
    ONLINE;

    /// Whether a model is trained on the workload's own rows.
    boolean trains() {
        return this == DPO || this == RANKING || this == SFT;
    }

    /// As scripts and recipes write it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
