package dev.murmur.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Numbers that other implementations computed, made by the scripts in `tools/golden/`.
///
/// Fixtures lie on the class path under `golden/`. A folder named by the system property
/// `murmur.golden` or the environment variable `MURMUR_GOLDEN` adds more models: its
/// `models/<name>/` and `reward/<name>/` folders.
public final class Golden {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Golden() {}

    /// Every model: those of the class path, then those of the extra folder, by name.
    public static List<GoldenModel> models() {
        return models(extraFolder());
    }

    static List<GoldenModel> models(Optional<Path> extraFolder) {
        var folders = new ArrayList<>(foldersUnder(path("models")));
        extraFolder.ifPresent(folder -> folders.addAll(foldersUnder(folder.resolve("models"))));
        return folders.stream().map(GoldenModel::read).toList();
    }

    /// Every reward model: those of the class path, then those of the extra folder, by name.
    public static List<GoldenReward> rewards() {
        var folders = new ArrayList<>(foldersUnder(path("reward")));
        extraFolder().ifPresent(folder -> folders.addAll(foldersUnder(folder.resolve("reward"))));
        return folders.stream().map(GoldenReward::read).toList();
    }

    /// Every adapter: those of the class path, then the one that is `lora/` of the extra folder.
    public static List<GoldenLora> loras() {
        Path own = path("lora");
        var loras = new ArrayList<GoldenLora>();
        foldersUnder(own).forEach(folder -> loras.add(GoldenLora.read(own.resolve(".."), folder)));
        extraFolder()
                .filter(folder -> Files.exists(folder.resolve("lora/expected.json")))
                .ifPresent(folder -> loras.add(GoldenLora.read(folder, folder.resolve("lora"))));
        return loras;
    }

    /// Every folder with runs of TRL: that of the class path, then `trl/` of the extra folder.
    public static List<Path> trl() {
        var folders = new ArrayList<>(List.of(path("trl")));
        extraFolder()
                .map(folder -> folder.resolve("trl"))
                .filter(Files::isDirectory)
                .ifPresent(folders::add);
        return folders;
    }

    /// A file of the class path, such as `losses.json`.
    public static JsonNode json(String name) {
        return json(path(name));
    }

    /// A file or folder of the class path, below `golden/`.
    public static Path path(String name) {
        var url =
                Objects.requireNonNull(
                        Golden.class.getResource("/golden/" + name), () -> "no golden/" + name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A list of numbers.
    public static double[] doubles(JsonNode array) {
        return array.valueStream().mapToDouble(JsonNode::doubleValue).toArray();
    }

    /// A list of integers.
    public static int[] ints(JsonNode array) {
        return array.valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    static JsonNode json(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> foldersUnder(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> Files.exists(entry.resolve("expected.json")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> extraFolder() {
        return Optional.ofNullable(System.getProperty("murmur.golden"))
                .or(() -> Optional.ofNullable(System.getenv("MURMUR_GOLDEN")))
                .map(Path::of);
    }
}
