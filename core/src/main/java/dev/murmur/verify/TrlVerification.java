package dev.murmur.verify;

import dev.murmur.model.ModelFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Replays training runs of TRL: `trajectories.json` with `settings` and `runs`,
/// `pairs.tokens.json` with the ids of the pairs, perhaps `pairs.jsonl` with their messages, and
/// the folders `policy`, `reference` and `reward` of the models that the runs began with.
///
/// @param expected the runs by name
record TrlVerification(Path folder, TrlPairs pairs, TrlRuns runs, Field expected) {
    static TrlVerification open(Path folder, double tolerance) {
        Field file = Field.read(folder.resolve("trajectories.json"));
        Field expected = file.at("runs");
        expected.require(expected.node().isObject() && !expected.node().isEmpty(), "runs by name");
        int vocab = ModelFolder.open(folder.resolve("policy")).config().vocabSize();
        var pairs = TrlPairs.read(folder, vocab);
        var settings = ReplaySettings.of(file.at("settings"));
        var runs = new TrlRuns(folder, pairs.groups(), settings, tolerance);
        return new TrlVerification(folder, pairs, runs, expected);
    }

    /// @param name what the names of the fixtures begin with
    /// @return the token ids, then a fixture a run
    List<Fixture> fixtures(String name) {
        var fixtures = new ArrayList<Fixture>();
        fixtures.add(
                Fixture.of(
                        name + "/pairs",
                        () -> List.of(pairs.tokens(folder, folder.resolve("policy")))));
        expected.keys()
                .forEach(run ->
                        fixtures.add(
                                Fixture.of(
                                        name + "/" + run,
                                        () -> runs.compare(run, expected.at(run)))));
        return fixtures;
    }
}
