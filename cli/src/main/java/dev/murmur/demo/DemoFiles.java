package dev.murmur.demo;

import java.nio.file.Path;

/// Where the demo keeps what.
///
/// @param folder all of it
public record DemoFiles(Path folder) {
    public WorldFiles world() {
        return new WorldFiles(folder.resolve("world"));
    }

    /// The model with random weights.
    Path base() {
        return folder.resolve("base");
    }

    public Path recipe(String name) {
        return folder.resolve("recipes").resolve(name + ".yaml");
    }

    public Path run(String name) {
        return folder.resolve("runs").resolve(name);
    }

    /// The model that a run of the trainer ends with.
    public Path model(String run) {
        return run(run).resolve("model");
    }

    /// The last policy of an arm.
    Path policy(Arm arm, int iterations) {
        return iteration(arm, iterations).resolve("model");
    }

    Path evaluation(Arm arm, int iteration) {
        return iteration(arm, iteration).resolve("evaluation.json");
    }

    /// Both arms start from the same model and measure it alike.
    Path startEvaluation() {
        return run(Arm.DPO.id()).resolve("start").resolve("evaluation.json");
    }

    Path accuracy() {
        return run(DemoRecipes.REWARD_MODEL).resolve("reward-model.json");
    }

    /// Where the report looks for it.
    Path curve() {
        return run(Arm.LENGTH_REGULARISED.id()).resolve("best-of-n.json");
    }

    Path candidates() {
        return folder.resolve("best-of-n").resolve("candidates.jsonl");
    }

    Path rewards() {
        return folder.resolve("best-of-n").resolve("rewards.jsonl");
    }

    Path gold() {
        return folder.resolve("best-of-n").resolve("gold.jsonl");
    }

    Path report() {
        return folder.resolve("report.html");
    }

    private Path iteration(Arm arm, int number) {
        return run(arm.id()).resolve("iteration-" + number);
    }
}
