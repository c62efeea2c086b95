package dev.murmur.demo;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.DataReader;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.evaluation.BestOfNCurve;
import dev.murmur.evaluation.EvaluationFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// One run of the demo: a world, its recipes, and the commands that turn them into a report.
///
/// @param identity what the folder was made for; a folder is never continued as another demo
public record Demo(DemoFiles files, Identity identity) {
    /// What decides every byte of a demo but its timings.
    public record Identity(DemoSize size, long seed) {
        private String options() {
            return "--size " + size.name().toLowerCase(Locale.ROOT) + " --seed " + seed;
        }
    }

    public DemoSettings settings() {
        return DemoSettings.of(identity.size());
    }

    /// Does what is not done yet.
    ///
    /// @throws Steps.Failed if a command failed
    void run(Steps steps) {
        prepare(steps);
        for (Arm arm : Arm.values()) {
            steps.recipe(files, arm.id());
        }
        bestOfN(steps);
        steps.command(
                "report",
                "report",
                files.run(Arm.DPO.id()),
                files.run(Arm.LENGTH_REGULARISED.id()),
                "-o",
                files.report());
    }

    /// Everything that comes before the arms: the world, the start and the reward model.
    ///
    /// @throws DataException if the folder belongs to another demo
    public void prepare(Steps steps) {
        claim();
        steps.timed("world", this::writeWorld);
        steps.recipe(files, DemoRecipes.PRETRAIN);
        steps.recipe(files, DemoRecipes.SFT);
        steps.recipe(files, DemoRecipes.REWARD_MODEL);
    }

    /// @throws DataException if the folder belongs to another demo
    private void claim() {
        Path file = files.folder().resolve("demo.json");
        if (Files.exists(file)) {
            Identity theirs = EvaluationFiles.read(file, Identity.class);
            if (!theirs.equals(identity)) {
                throw new DataException(
                        files.folder()
                                + " holds a demo made with "
                                + theirs.options()
                                + ", asked for is "
                                + identity.options()
                                + "; give another folder with --output");
            }
        }
        EvaluationFiles.write(file, identity);
    }

    /// Cheap and the same every time, so written anew rather than checked.
    private void writeWorld() {
        WorldSettings settings = settings().world();
        World world = new World(settings, identity.seed());
        files.world().write(world);
        new BaseModel(settings, identity.seed()).write(files.base(), world);
        new DemoRecipes(files, settings(), identity.seed()).write();
    }

    private void bestOfN(Steps steps) {
        int most = settings().bestOf()[settings().bestOf().length - 1];
        steps.command(
                "best-of-n sample",
                "generate",
                files.policy(Arm.LENGTH_REGULARISED, settings().online().iterations()),
                "--prompts",
                files.world().heldOutPrompts(),
                "-n",
                most,
                "--max-new-tokens",
                settings().online().maxNewTokens(),
                "--seed",
                identity.seed(),
                "-o",
                files.candidates());
        steps.command(
                "best-of-n score",
                "score",
                files.model(DemoRecipes.REWARD_MODEL),
                files.candidates(),
                "-o",
                files.rewards());
        steps.command(
                "best-of-n judge",
                "score",
                World.GOLD.id(),
                files.candidates(),
                "-o",
                files.gold());
        EvaluationFiles.write(files.curve(), curve());
    }

    private BestOfNCurve curve() {
        List<Candidates> candidates = DataReader.candidates(files.candidates());
        return BestOfNCurve.of(
                World.GOLD.id(),
                scores(files.rewards(), candidates),
                scores(files.gold(), candidates),
                settings().bestOf());
    }

    private static List<double[]> scores(Path file, List<Candidates> candidates) {
        return DataReader.scores(file, candidates).stream().map(ScoredCandidates::scores).toList();
    }
}
