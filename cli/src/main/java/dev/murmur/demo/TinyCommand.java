package dev.murmur.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `murmur tiny`.
@Command(
        name = "tiny",
        description = {
            "Write the small models and data that the recipes in recipes/tiny run on.",
            "They have the kinds and the keys of the recipes for real models, and take seconds."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  murmur tiny && murmur run recipes/tiny/rlhflow-llama3-8b/sft.yaml",
            "",
            "recipes/tiny/README.md has all of them in order. To begin again, delete the folder."
        })
public final class TinyCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "tiny",
            description = "Where; the recipes expect ${DEFAULT-VALUE}.")
    private Path output = Path.of("tiny");

    /// @param shell how to run the other commands
    public TinyCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        var world = new TinyWorld(output);
        world.write();
        String recipe = world.recipe().toString();
        return shell.run(
                world.isBegun() ? List.of("run", recipe, "--resume") : List.of("run", recipe));
    }
}
