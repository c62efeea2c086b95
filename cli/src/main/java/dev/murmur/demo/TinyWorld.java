package dev.murmur.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.murmur.data.AtomicFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// What the recipes in `recipes/tiny/` run on: the demo's world at a size that a test has time for,
/// and a chat model that has learnt to end its replies, in place of the models that a user would
/// download.
///
/// @param folder where all of it goes, `tiny` for the recipes as they stand
record TinyWorld(Path folder) {
    private static final long SEED = 1;
    private static final JsonMapper JSON = new JsonMapper();

    private static final WorldSettings SETTINGS =
            new WorldSettings(
                    2,
                    2,
                    3,
                    0.8,
                    new WorldSettings.Sizes(32, 96, 24, 8, 48, 8),
                    WorldSettings.of(DemoSize.SMOKE).writers(),
                    WorldSettings.of(DemoSize.SMOKE).composer(),
                    WorldSettings.of(DemoSize.SMOKE).annotator(),
                    420,
                    new WorldSettings.DecoderShape(32, 64, 2, 4, 2, 256, 0.06));

    /// The model with random weights.
    Path base() {
        return folder.resolve("models").resolve("base");
    }

    /// Makes the chat model of [#base].
    Path recipe() {
        return folder.resolve("models").resolve("chat.yaml");
    }

    /// Whether the chat model, or a part of it, is there.
    boolean isBegun() {
        return Files.exists(chat().resolve("recipe.yaml"));
    }

    private Path chat() {
        return folder.resolve("models").resolve("chat");
    }

    /// Writes data, base and recipe; the same bytes every time.
    void write() {
        var world = new World(SETTINGS, SEED);
        Path data = folder.resolve("data");
        new WorldFiles(data).write(world);
        writePairs(data.resolve("pairs.jsonl"), world.rankings());
        writePairs(data.resolve("pairs-heldout.jsonl"), world.heldOutRankings());
        new BaseModel(SETTINGS, SEED).write(base(), world);
        AtomicFiles.writeText(
                recipe(),
                out ->
                        out.write(
                                """
                                kind: sft
                                name: chat
                                output: %s
                                model: {path: %s}
                                data: {path: %s, max_tokens: 256}
                                training: {learning_rate: 3e-3, batch_size: 8, epochs: 8}
                                """
                                        .formatted(
                                                quoted(chat()),
                                                quoted(base()),
                                                quoted(new WorldFiles(data).conversations()))));
    }

    /// The best answer of each ranking against the worst.
    private static void writePairs(Path file, List<World.Ranking> rankings) {
        AtomicFiles.writeText(
                file,
                out -> {
                    for (World.Ranking ranking : rankings) {
                        List<World.Answer> answers =
                                ranking.answers().stream()
                                        .sorted(Comparator.comparingInt(World.Answer::rank))
                                        .toList();
                        String chosen = answers.getFirst().text();
                        String rejected = answers.getLast().text();
                        if (!chosen.equals(rejected)) {
                            ObjectNode row = JsonNodeFactory.instance.objectNode();
                            row.put("prompt", ranking.question().text());
                            row.put("chosen", chosen);
                            row.put("rejected", rejected);
                            out.write(JSON.writeValueAsString(row) + "\n");
                        }
                    }
                });
    }

    private static String quoted(Path path) {
        return TextNode.valueOf(path.toString()).toString();
    }
}
