package dev.murmur.recipe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.murmur.data.AtomicFiles;
import dev.murmur.tensor.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/// The folder of a run: made once, entered again only to go on with the same recipe.
final class RunFolder {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

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
        List<String> before = beforeStop(lines(file));
        List<String> now = beforeStop(yaml.lines().toList());
        for (int i = 0; i < Math.max(before.size(), now.size()); i++) {
            String was = i < before.size() ? before.get(i).strip() : "nothing";
            String is = i < now.size() ? now.get(i).strip() : "nothing";
            if (!was.equals(is)) {
                throw new RecipeException(
                        file
                                + ":"
                                + (i + 1)
                                + ": the run began with '"
                                + was
                                + "', the recipe now says '"
                                + is
                                + "'; set it back to resume, or set another output");
            }
        }
    }

    /// When to stop is the last key of a recipe, and may change: no result depends on it.
    private static List<String> beforeStop(List<String> yaml) {
        return yaml.stream().takeWhile(line -> !line.startsWith("stop:")).toList();
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
