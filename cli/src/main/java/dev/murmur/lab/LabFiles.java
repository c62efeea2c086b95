package dev.murmur.lab;

import dev.murmur.demo.DemoFiles;
import java.nio.file.Path;

/// Where a lab keeps what.
///
/// @param folder all of it
record LabFiles(Path folder) {
    /// One seed's world, laid out as a demo's, with the arms' runs beside the demo's own.
    DemoFiles seed(long seed) {
        return new DemoFiles(folder.resolve("seed-" + seed));
    }

    Path pairs(long seed) {
        return seed(seed).world().folder().resolve("pairs.jsonl");
    }

    /// Where the measurement of an arm goes.
    Path measured(long seed, String arm) {
        return seed(seed).folder().resolve("measured").resolve(arm);
    }

    Path results() {
        return folder.resolve("results.json");
    }

    Path table() {
        return folder.resolve("results.md");
    }

    Path plot() {
        return folder.resolve("results.svg");
    }
}
