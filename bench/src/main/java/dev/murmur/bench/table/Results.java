package dev.murmur.bench.table;

import java.util.ArrayList;
import java.util.List;

/// The rounds of a workload, side by side.
///
/// @param workload its name
/// @param threads of each process
/// @param rates of the machine, one a round
record Results(
        String workload, int threads, List<Round> murmur, List<Round> peer, List<Rates> rates) {
    /// Sides may draw or pack a little differently, but not more than this part of the tokens.
    private static final double SAME_WORK = 0.03;

    /// @throws BenchException if the sides did not do the same work
    Results {
        for (int i = 0; i < murmur.size(); i++) {
            double ours = murmur.get(i).tokens();
            double theirs = peer.get(i).tokens();
            if (Math.abs(ours - theirs) > SAME_WORK * theirs) {
                throw new BenchException(
                        workload
                                + ": Murmur's step has "
                                + Math.round(ours)
                                + " tokens, the peer's "
                                + Math.round(theirs)
                                + "; the two did not do the same work");
            }
        }
    }

    /// Times as fast as the peer, by the tokens a second of neighbours in time.
    Spread faster() {
        return ratios((ours, theirs) -> ours.tokensPerSecond() / theirs.tokensPerSecond());
    }

    /// The same by CPU time, which other programs on the machine lengthen less.
    Spread cheaper() {
        return ratios((ours, theirs) -> ours.tokensPerCpuSecond() / theirs.tokensPerCpuSecond());
    }

    /// Peak memory over the peer's.
    Spread memory() {
        return ratios((ours, theirs) -> ours.peakMb() / theirs.peakMb());
    }

    private Spread ratios(Ratio ratio) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < murmur.size(); i++) {
            ratios.add(ratio.of(murmur.get(i), peer.get(i)));
        }
        return Spread.of(ratios);
    }

    private interface Ratio {
        double of(Round ours, Round theirs);
    }
}
