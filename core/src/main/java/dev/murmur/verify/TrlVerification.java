package dev.murmur.verify;

import dev.murmur.model.ModelFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Replays training runs of TRL: `trajectories.json` with `settings` and `runs`,
/// `pairs.tokens.json` with the ids of the pairs, perhaps `pairs.jsonl` with their messages, and
/// the folders `policy`, `reference` and `reward` of the models that the runs began with.
final class TrlVerification {
    private TrlVerification() {}

    /// @param name what the names of the fixtures begin with
    /// @param tolerance largest difference that passes
    /// @return the token ids, then a fixture a run
    static List<Fixture> of(Path folder, String name, double tolerance) {
        Field file = Field.read(folder.resolve("trajectories.json"));
        Field runs = file.at("runs");
        runs.require(runs.node().isObject() && !runs.node().isEmpty(), "runs by name");
        Path policy = folder.resolve("policy");
        var pairs = TrlPairs.read(folder, ModelFolder.open(policy).config().vocabSize());
        var settings = ReplaySettings.of(file.at("settings"));
        var replay = new TrlRuns(folder, pairs.groups(), settings, tolerance);
        var fixtures = new ArrayList<Fixture>();
        fixtures.add(Fixture.of(name + "/pairs", () -> List.of(pairs.tokens(folder, policy))));
        runs.keys()
                .forEach(run ->
                        fixtures.add(
                                Fixture.of(
                                        name + "/" + run,
                                        () -> replay.compare(run, runs.at(run)))));
        return fixtures;
    }
}
