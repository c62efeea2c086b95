package dev.murmur.cli;

import dev.murmur.verify.Fixture;
import dev.murmur.verify.GoldenFolder;
import dev.murmur.verify.GoldenFolder.Part;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `murmur test --golden`. Without the option the launcher runs the project's own tests instead.
@Command(
        name = "test",
        description = {
            "Compare a folder of checkpoints with numbers of the reference implementation.",
            "./murmur test without --golden builds Murmur and runs its own tests.",
            "Exit code 1 when something differs, does not load or cannot be compared, or when there"
                    + " is nothing to compare."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  murmur test --golden fixtures                  models, reward, lora and trl below it",
            "  murmur test --golden fixtures --parts models   only those",
            "",
            "The layout is described in tools/golden/README.md."
        })
final class TestCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--golden",
            required = true,
            paramLabel = "DIR",
            description =
                    "Folder with models/, reward/, lora/ and trl/, each of which may be absent.")
    private @Nullable Path golden;

    @Option(
            names = "--parts",
            split = ",",
            paramLabel = "PART",
            description = "Compare only these: models, reward, lora, trl. Default: all.")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Mixin private VerificationOptions options = new VerificationOptions();

    @Mixin private DeviceOption device = new DeviceOption();

    @Override
    public Integer call() throws IOException {
        return device.choose().call(this::test);
    }

    private int test() throws IOException {
        var folder = new GoldenFolder(Objects.requireNonNull(golden), options.tolerance());
        List<Fixture> fixtures =
                parts.stream().sorted().flatMap(part -> folder.compare(part).stream()).toList();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        return options.report(new Verification(fixtures), out);
    }
}
