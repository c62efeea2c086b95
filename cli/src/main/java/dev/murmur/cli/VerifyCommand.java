package dev.murmur.cli;

import dev.murmur.tensor.Dtype;
import dev.murmur.verify.CheckpointVerification;
import dev.murmur.verify.Fixture;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `murmur verify`.
@Command(
        name = "verify",
        description = {
            "Compare a checkpoint with numbers of the reference implementation.",
            "Logits, log-probs, hidden state, greedy and beam search replies, or the scores of a reward"
                    + " model; the largest difference of each. Exit code 1 when one is beyond the"
                    + " tolerance."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  python tools/golden/expected.py model > expected.json",
            "  murmur verify model expected.json",
            "  murmur verify model expected.json --json | jq .passed",
            "",
            "The file is described in docs/models.md."
        })
final class VerifyCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "MODEL_DIR",
            description = "Hugging Face folder of a language model or reward model.")
    private @Nullable Path model;

    @Parameters(
            index = "1",
            paramLabel = "EXPECTED_JSON",
            description = "What the reference implementation computed with it.")
    private @Nullable Path expected;

    @Mixin private VerificationOptions options = new VerificationOptions();

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "float32",
            converter = ModelOptions.WeightType.class,
            description = "Type of the weights in memory: float32 or bfloat16. Default: float32.")
    private Dtype dtype = Dtype.FLOAT32;

    @Mixin private DeviceOption device = new DeviceOption();

    @Override
    public Integer call() throws IOException {
        return device.choose().call(this::verify);
    }

    private int verify() throws IOException {
        Path folder = Objects.requireNonNull(model);
        var fixture =
                new Fixture(
                        folder.toString(),
                        CheckpointVerification.of(
                                folder,
                                Objects.requireNonNull(expected),
                                dtype,
                                options.tolerance()));
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        return options.report(new Verification(List.of(fixture)), out);
    }
}
