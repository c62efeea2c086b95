package dev.murmur.verify;

import dev.murmur.generation.Beam;
import dev.murmur.generation.BeamSearch;
import dev.murmur.generation.GreedyDecoding;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ModelFolder;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import dev.murmur.verify.ExpectedModel.Beams;
import dev.murmur.verify.ExpectedModel.Greedy;
import dev.murmur.verify.ExpectedModel.Sequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// Compares a language model with what transformers computes: the whole forward pass by logits,
/// log-probs and hidden states, decoding with a cache by greedy ids and beam searches.
final class ModelVerification {
    private final CausalLm model;
    private final Set<Integer> stops;
    private final double tolerance;

    private ModelVerification(CausalLm model, Set<Integer> stops, double tolerance) {
        this.model = model;
        this.stops = stops;
        this.tolerance = tolerance;
    }

    static List<Check> of(Path folder, Field expected, Dtype dtype, double tolerance) {
        ModelFolder files = ModelFolder.open(folder);
        ExpectedModel wanted = new ExpectedModelReader(files.config().vocabSize()).read(expected);
        Set<Integer> stops =
                Arrays.stream(files.ids("eos_token_id")).boxed().collect(Collectors.toSet());
        try (CausalLm model = CausalLm.frozen(folder, dtype);
                var _ = new NoGradGuard()) {
            var checks =
                    new ArrayList<>(new ModelVerification(model, stops, tolerance).compare(wanted));
            checks.addAll(expected.unknown(ExpectedModelReader.known(expected)));
            return List.copyOf(checks);
        }
    }

    private List<Check> compare(ExpectedModel wanted) {
        var checks = new ArrayList<>(sequences(wanted.sequences()));
        checks.add(
                wanted.greedy()
                        .map(this::greedy)
                        .orElseGet(() -> Check.without("greedy ids", Outcome.ABSENT, "")));
        wanted.beams().forEach(beams -> checks.addAll(beams(beams)));
        if (wanted.beams().isEmpty()) {
            checks.add(Check.without("beam search", Outcome.ABSENT, ""));
        }
        return checks;
    }

    private List<Check> sequences(List<Sequence> sequences) {
        var lastLogits = new NumberCheck("last logits", tolerance);
        var logProbs = new NumberCheck("token log-probs", tolerance);
        var norm = new NumberCheck("last hidden norm", tolerance);
        for (int i = 0; i < sequences.size(); i++) {
            Sequence sequence = sequences.get(i);
            String where = "sequence " + (i + 1);
            try (var _ = new TensorScope()) {
                GroupBatch batch = GroupBatch.of(List.of(Sequences.group(sequence.ids())));
                Tensor last =
                        model.hidden(batch).narrow(0, sequence.ids().length - 1, 1); // [1, hidden]
                lastLogits.add(where, Tensors.toDoubles(model.logits(last)), sequence.lastLogits());
                logProbs.add(
                        where,
                        Tensors.toDoubles(model.replyLogProbs(batch).tokens()),
                        sequence.tokenLogProbs());
                norm.add(
                        where,
                        new double[] {norm(Tensors.toDoubles(last))},
                        new double[] {sequence.lastHiddenNorm()});
            }
        }
        return List.of(lastLogits.result(), logProbs.result(), norm.result());
    }

    private static double norm(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
    }

    private Check greedy(Greedy greedy) {
        var check = new IdCheck("greedy ids");
        check.add(
                "reply",
                GreedyDecoding.of(model, greedy.prompt(), greedy.ids().length, stops),
                greedy.ids());
        return check.result();
    }

    private List<Check> beams(Beams wanted) {
        var ids = new IdCheck(wanted.name() + " ids");
        var scores = new NumberCheck(wanted.name() + " scores", tolerance);
        List<Beam> found =
                new BeamSearch(model, wanted.params(), stops)
                        .search(List.of(wanted.prompt()), _ -> {})
                        .getFirst();
        for (int i = 0; i < found.size(); i++) {
            ids.add("reply " + (i + 1), found.get(i).ids(), wanted.replies().get(i));
        }
        scores.add("replies", found.stream().mapToDouble(Beam::score).toArray(), wanted.scores());
        return List.of(ids.result(), scores.result());
    }
}
