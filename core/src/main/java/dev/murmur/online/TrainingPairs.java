package dev.murmur.online;

import dev.murmur.data.PreferencePair;
import dev.murmur.data.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// The pairs that an iteration trains on, from the files of its own and of earlier iterations.
///
/// @param all the files of an iteration
/// @param iteration from 1
record TrainingPairs(IntFunction<IterationFiles> all, int iteration, PairData data) {
    IterationFiles files() {
        return all.apply(iteration);
    }

    /// The phase, once it depends on every file that [#read()] reads.
    Phase readBy(Phase phase) {
        Phase reading = phase.reads(IterationFiles.PAIRS);
        for (int earlier = first(); earlier < iteration; earlier++) {
            reading = reading.reads(name(earlier), all.apply(earlier).pairs());
        }
        return reading;
    }

    /// The oldest first. A pair of an earlier iteration has that iteration's name before its id,
    /// since a prompt may come again.
    List<PreferencePair> read() {
        var pairs = new ArrayList<PreferencePair>();
        for (int earlier = first(); earlier < iteration; earlier++) {
            IterationFiles files = all.apply(earlier);
            String prefix = files.folder().getFileName() + ":";
            files.readPairs().forEach(pair -> pairs.add(renamed(pair, prefix)));
        }
        pairs.addAll(files().readPairs());
        return pairs;
    }

    private int first() {
        return data == PairData.ALL ? 1 : iteration;
    }

    private String name(int earlier) {
        return all.apply(earlier).folder().getFileName() + "/" + IterationFiles.PAIRS;
    }

    private static PreferencePair renamed(PreferencePair pair, String prefix) {
        Prompt prompt = pair.prompt();
        var renamed =
                new Prompt(
                        prefix + prompt.id(), prompt.messages(), prompt.source(), prompt.fields());
        return new PreferencePair(renamed, pair.chosen(), pair.rejected(), pair.scores());
    }
}
