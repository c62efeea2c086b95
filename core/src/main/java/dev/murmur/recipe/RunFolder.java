package dev.murmur.recipe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.murmur.data.AtomicFiles;
import dev.murmur.tensor.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/// The folder of a run: made once, entered again only to go on with the same recipe.
final class RunFolder {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /// Keys that may change: when to stop, and what else to measure.
    private static final Set<String> FREE = Set.of("stop:", "benchmarks:");

    /// A line of a recipe.
    private record Line(int number, String text) {}

    private RunFolder() {}

    /// Makes the folder, or enters it to resume.
    ///
    /// @param inputs files the run reads, by what they are, for the manifest
    /// @return the folder
    /// @throws RecipeException if the folder belongs to another recipe, or is there and `resume` is
    ///   false
    static Path enter(Recipe recipe, boolean resume, Map<String, Path> inputs) {
        Path folder = recipe.output();
        Path file = folder.resolve("recipe.yaml");
        String yaml = RecipeWriter.toYaml(recipe);
        if (Files.exists(file)) {
            requireSame(file, yaml, resume);
        } else {
            AtomicFiles.writeText(
                    folder.resolve("manifest.json"), w -> w.write(manifest(recipe, inputs)));
        }
        AtomicFiles.writeText(file, writer -> writer.write(yaml));
        return folder;
    }

    private static void requireSame(Path file, String yaml, boolean resume) {
        if (!resume) {
            throw new RecipeException(
                    file.getParent()
                            + " already holds a run; add --resume to go on with it, or set another output");
        }
        List<Line> before = decisive(lines(file));
        List<Line> now = decisive(yaml.lines().toList());
        for (int i = 0; i < Math.max(before.size(), now.size()); i++) {
            Line was = i < before.size() ? before.get(i) : new Line(i + 1, "nothing");
            String is = i < now.size() ? now.get(i).text() : "nothing";
            if (!was.text().equals(is)) {
                throw new RecipeException(
                        file
                                + ":"
                                + was.number()
                                + ": the run began with '"
                                + was.text()
                                + "', the recipe now says '"
                                + is
                                + "'; set it back to resume, or set another output");
            }
        }
    }

    /// The lines that a result depends on.
    private static List<Line> decisive(List<String> yaml) {
        var lines = new ArrayList<Line>();
        boolean free = false;
        for (int i = 0; i < yaml.size(); i++) {
            String line = yaml.get(i);
            boolean beginsKey = !line.startsWith(" ") && !line.startsWith("-");
            free = beginsKey ? FREE.stream().anyMatch(line::startsWith) : free;
            if (!free) {
                lines.add(new Line(i + 1, line.strip()));
            }
        }
        return lines;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the result depends on, without a time: two runs of one recipe have the same.
    private static String manifest(Recipe recipe, Map<String, Path> inputs) throws IOException {
        var hashes = new TreeMap<String, String>();
        inputs.forEach((name, path) -> hashes.put(name + ": " + path, AtomicFiles.sha256(path)));
        var manifest = new TreeMap<String, Object>();
        manifest.put("name", recipe.name());
        manifest.put("seed", recipe.seed());
        manifest.put("inputs_sha256", hashes);
        manifest.put("java", System.getProperty("java.vm.version"));
        manifest.put(
                "libtorch", String.valueOf(Tensor.class.getPackage().getImplementationVersion()));
        manifest.put(
                "machine", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        manifest.put("device", Device.current().name());
        manifest.put("processors", Runtime.getRuntime().availableProcessors());
        return JSON.writeValueAsString(manifest) + "\n";
    }
}
