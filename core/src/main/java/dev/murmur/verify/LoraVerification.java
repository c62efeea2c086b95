package dev.murmur.verify;

import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.LoraAdapter;
import dev.murmur.model.ModelFolder;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;

/// Compares a language model with a PEFT adapter on and off: `base` is the model's folder below the
/// golden one, `logits_on` and `logits_off` are of the last of the `ids`.
final class LoraVerification {
    private static final List<String> KNOWN = List.of("ids", "logits_on", "logits_off");

    private LoraVerification() {}

    /// @param golden the folder that `base` is relative to
    /// @param adapter a folder as PEFT saves it
    static List<Check> of(Path golden, Path adapter, Field expected, double tolerance) {
        expected.at("base").require(expected.at("base").node().isTextual(), "a folder of a model");
        Path base = golden.resolve(expected.at("base").node().asText());
        int vocab = ModelFolder.open(base).config().vocabSize();
        int[] ids = expected.at("ids").sequence(vocab);
        var checks = new ArrayList<Check>();
        try (CausalLm off = CausalLm.frozen(base, Dtype.FLOAT32);
                CausalLm on = off.adapted(LoraAdapter.frozen(adapter));
                var _ = new NoGradGuard()) {
            checks.add(logits(on, ids, expected.at("logits_on"), tolerance));
            checks.add(logits(off, ids, expected.at("logits_off"), tolerance));
        }
        checks.addAll(expected.unknown(KNOWN));
        return List.copyOf(checks);
    }

    private static Check logits(CausalLm model, int[] ids, Field expected, double tolerance) {
        var check = new NumberCheck(expected.name(), tolerance);
        double[] wanted =
                expected.numbers(model.config().vocabSize(), "the rows of the model's embedding");
        try (var _ = new TensorScope()) {
            GroupBatch batch = GroupBatch.of(List.of(Sequences.group(ids)));
            check.add(
                    "last position",
                    Tensors.toDoubles(
                            model.logits(model.hidden(batch).narrow(0, ids.length - 1, 1))),
                    wanted);
        }
        return check.result();
    }
}
