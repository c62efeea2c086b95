package dev.murmur.cli;

import dev.murmur.model.CausalLm;
import dev.murmur.model.LoraAdapter;
import dev.murmur.model.Saving;
import dev.murmur.recipe.ModelCard;
import dev.murmur.tensor.Dtype;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `murmur merge`.
@Command(
        name = "merge",
        description = {
            "Merge a LoRA adapter into its base model.",
            "Sums in float32 and writes a Hugging Face folder in the base's dtype; weights without an"
                    + " addition keep their bytes. Prints the folder."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  murmur merge model adapter --output merged",
            "  murmur merge model adapter --output merged --dtype float32"
        })
final class MergeCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL_DIR", description = "Folder of the base model.")
    private @Nullable Path model;

    @Parameters(
            index = "1",
            paramLabel = "ADAPTER_DIR",
            description = "PEFT folder: adapter_config.json, adapter_model.safetensors.")
    private @Nullable Path adapter;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "Where the merged model goes; must not be there yet.")
    private @Nullable Path output;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            converter = ModelOptions.WeightType.class,
            description = "Type of the weights written: float32 or bfloat16. Default: the base's.")
    private @Nullable Dtype dtype;

    @Override
    public Integer call() {
        Path base = Objects.requireNonNull(model);
        Path added = Objects.requireNonNull(adapter);
        Path target = Objects.requireNonNull(output);
        if (Files.exists(target)) {
            throw new IllegalArgumentException(
                    "--output " + target + " is there already; name a folder that is not");
        }
        try (CausalLm stored = CausalLm.stored(base);
                CausalLm adapted = stored.adapted(LoraAdapter.frozen(added))) {
            adapted.saveMerged(
                    target, new Saving(ModelCard.merged(base, added), Optional.ofNullable(dtype)));
        }
        Objects.requireNonNull(spec).commandLine().getOut().println(target);
        return ExitCodes.OK;
    }
}
