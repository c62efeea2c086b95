package dev.murmur.rollout;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.data.Candidates;
import dev.murmur.data.DataReader;
import dev.murmur.data.DataWriter;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.model.Parameters;
import dev.murmur.model.SafetensorsWriter;
import dev.murmur.objective.PolicyExample.Credited;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// `rollouts/iteration-N`: an iteration's replies, whole or not there, and their numbers a token as
/// long as they can be needed.
///
/// @param folder `runs/<name>/rollouts/iteration-N`
/// @param values whether the tokens have values and returns
record RolloutFiles(Path folder, boolean values) {
    private static final String CANDIDATES = "candidates.jsonl";
    private static final String SCORES = "scores.jsonl";
    private static final String SUMMARY = "summary.json";
    private static final String TOKENS = "tokens.safetensors";
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .build();

    /// @param run the run folder
    static RolloutFiles of(Path run, int iteration, boolean values) {
        return new RolloutFiles(run.resolve("rollouts/iteration-" + iteration), values);
    }

    /// Whether rollouts are here to be trained on.
    boolean exist() {
        return Files.exists(folder.resolve(TOKENS));
    }

    void write(Rollouts rollouts) {
        AtomicFiles.writeFolder(
                folder,
                target -> {
                    List<Candidates> candidates = rollouts.candidates();
                    var scored = new ArrayList<ScoredCandidates>();
                    for (int i = 0; i < candidates.size(); i++) {
                        scored.add(
                                new ScoredCandidates(candidates.get(i), rollouts.scores().get(i)));
                    }
                    DataWriter.candidates(target.resolve(CANDIDATES), candidates);
                    DataWriter.scores(target.resolve(SCORES), scored);
                    AtomicFiles.writeText(
                            target.resolve(SUMMARY),
                            out -> out.write(JSON.writeValueAsString(rollouts.summary()) + "\n"));
                    writeTokens(target.resolve(TOKENS), rollouts.credited());
                });
    }

    List<Candidates> readCandidates() {
        return DataReader.candidates(folder.resolve(CANDIDATES));
    }

    RolloutSummary readSummary() {
        Path file = folder.resolve(SUMMARY);
        try {
            return JSON.readValue(file.toFile(), RolloutSummary.class);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /// @param candidates the folder's own
    List<List<Credited>> readTokens(List<Candidates> candidates) {
        int[][] lengths =
                candidates.stream()
                        .map(c -> c.replies().stream().mapToInt(r -> r.ids().length).toArray())
                        .toArray(int[][]::new);
        int total = Arrays.stream(lengths).flatMapToInt(Arrays::stream).sum();
        try (var _ = new TensorScope()) {
            Map<String, Tensor> into = new LinkedHashMap<>();
            columns().keySet().forEach(name -> into.put(name, torch.zeros(total)));
            Parameters.copyFile(folder.resolve(TOKENS), into);
            Map<String, double[]> read = new LinkedHashMap<>();
            into.forEach((name, tensor) -> read.put(name, Tensors.toDoubles(tensor)));
            return cut(read, lengths);
        }
    }

    private static List<List<Credited>> cut(Map<String, double[]> columns, int[][] lengths) {
        var groups = new ArrayList<List<Credited>>();
        int at = 0;
        for (int[] ofGroup : lengths) {
            var group = new ArrayList<Credited>();
            for (int length : ofGroup) {
                group.add(credited(columns, at, at + length));
                at += length;
            }
            groups.add(group);
        }
        return groups;
    }

    private static Credited credited(Map<String, double[]> columns, int from, int to) {
        Function<String, double[]> part =
                name -> {
                    double[] column = columns.get(name);
                    return column == null ? new double[0] : Arrays.copyOfRange(column, from, to);
                };
        return new Credited(
                part.apply("behaviour"),
                part.apply("initial"),
                part.apply("values"),
                part.apply("advantages"),
                part.apply("returns"));
    }

    private void writeTokens(Path file, List<List<Credited>> groups) throws IOException {
        try (var _ = new TensorScope()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            columns().forEach((name, column) -> tensors.put(name, column(groups, column)));
            SafetensorsWriter.write(file, tensors);
        }
    }

    private Map<String, Function<Credited, double[]>> columns() {
        var columns = new LinkedHashMap<String, Function<Credited, double[]>>();
        columns.put("behaviour", Credited::behaviour);
        columns.put("initial", Credited::initial);
        columns.put("advantages", Credited::advantages);
        if (values) {
            columns.put("values", Credited::values);
            columns.put("returns", Credited::returns);
        }
        return columns;
    }

    private static Tensor column(
            List<List<Credited>> groups, Function<Credited, double[]> numbers) {
        double[] flat =
                groups.stream()
                        .flatMap(List::stream)
                        .flatMapToDouble(reply -> Arrays.stream(numbers.apply(reply)))
                        .toArray();
        return Tensors.doubles(flat).to(ScalarType.Float); // [tokens]
    }

    /// Deletes what only training needs, once it cannot be needed any more.
    void forgetTokens() {
        try {
            Files.deleteIfExists(folder.resolve(TOKENS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
