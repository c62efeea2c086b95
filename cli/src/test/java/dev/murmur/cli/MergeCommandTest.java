package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.model.CausalLm;
import dev.murmur.model.LoraAdapter;
import dev.murmur.model.LoraConfig;
import dev.murmur.model.LoraTargets;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeCommandTest {
    private static final String Q = "model.layers.0.self_attn.q_proj.weight";

    @TempDir static Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void makeModels() throws IOException {
        TinyModel.writeChat(folder.resolve("chat"));
        var config = new LoraConfig(2, 4, new LoraTargets.Names(List.of("q_proj")));
        try (CausalLm base = CausalLm.frozen(folder.resolve("chat"), Dtype.FLOAT32);
                CausalLm adapted = base.adapted(LoraAdapter.fresh(config, 1));
                var _ = new NoGradGuard()) {
            adapted.parameters().all().values().forEach(tensor -> tensor.add_(new Scalar(0.5)));
            adapted.save(folder.resolve("adapter"), "");
        }
    }

    @Test
    void writesAModelInWhichOnlyTheTargetsChanged() throws IOException {
        Path merged = folder.resolve("merged");
        assertThat(run("merge", folder.resolve("chat"), folder.resolve("adapter"), "-o", merged))
                .as(err.toString())
                .isEqualTo(ExitCodes.OK);
        assertThat(out).hasToString(merged + "\n");
        assertThat(Files.readString(merged.resolve("README.md"))).contains("merged into");
        assertThat(merged.resolve("tokenizer.json")).exists();
        try (CausalLm before = CausalLm.frozen(folder.resolve("chat"), Dtype.FLOAT32);
                CausalLm after = CausalLm.frozen(merged, Dtype.FLOAT32)) {
            before.parameters()
                    .all()
                    .forEach((name, tensor) -> {
                        Tensor now = after.parameters().all().get(name);
                        assertThat(
                                        java.util.Arrays.equals(
                                                Tensors.toFloats(tensor), Tensors.toFloats(now)))
                                .as(name)
                                .isEqualTo(!name.equals(Q));
                    });
        }
    }

    @Test
    void aMistakeIsOneClearLine() throws IOException {
        assertThat(run("merge", folder.resolve("chat"), folder.resolve("chat"), "-o", folder))
                .isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("is there already; name a folder that is not");
        Path fresh = folder.resolve("new");
        assertThat(run("merge", folder.resolve("chat"), folder.resolve("chat"), "-o", fresh))
                .isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("has no adapter_config.json; is it a PEFT adapter?");
        assertThat(fresh).doesNotExist();
    }

    @Test
    void helpShowsExamples() {
        assertThat(run("merge", "--help")).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains("murmur merge model adapter --output merged");
    }

    private int run(Object... args) {
        var line = Main.commandLine(List.of(new MergeCommand()));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return Main.execute(line, Stream.of(args).map(Object::toString).toArray(String[]::new));
    }
}
