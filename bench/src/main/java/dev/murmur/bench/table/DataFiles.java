package dev.murmur.bench.table;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.data.AtomicFiles;
import dev.murmur.data.KeyedRandom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Data files of random words, in Murmur's formats, which the peers' scripts read as well.
///
/// @param root the folder they lie in
record DataFiles(Path root) {
    private static final long SEED = 1;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// The file of a workload, made if it is not there.
    Path of(Workload workload) {
        Path file = root.resolve(workload.name() + "-" + workload.rows() + ".jsonl");
        if (!Files.exists(file)) {
            AtomicFiles.writeText(
                    file,
                    writer -> {
                        for (int row = 0; row < workload.rows(); row++) {
                            writer.write(MAPPER.writeValueAsString(row(workload, row)));
                            writer.write('\n');
                        }
                    });
        }
        return file;
    }

    private static ObjectNode row(Workload workload, int row) {
        String id = "r" + row;
        int words = workload.shape().prompt() - ModelFolders.PROMPT_MARKERS;
        ObjectNode line = MAPPER.createObjectNode().put("id", id);
        ArrayNode messages = line.putArray("messages");
        messages.addObject().put("role", "user").put("content", words(words, id, "prompt"));
        switch (workload.task()) {
            case DPO -> {
                line.put("chosen", reply(workload, row, 0));
                line.put("rejected", reply(workload, row, 1));
            }
            case RANKING -> {
                ArrayNode answers = line.putArray("answers");
                for (int reply = 0; reply < workload.shape().replies(); reply++) {
                    answers.addObject()
                            .put("answer", reply(workload, row, reply))
                            .put("rank", reply + 1);
                }
            }
            case SFT ->
                    messages.addObject()
                            .put("role", "assistant")
                            .put("content", reply(workload, row, 0));
            case SCORE -> {
                ArrayNode replies = line.putArray("replies");
                for (int reply = 0; reply < workload.shape().replies(); reply++) {
                    ObjectNode one = replies.addObject().put("text", reply(workload, row, reply));
                    one.put("finish", "stop").putArray("ids");
                }
            }
            case SAMPLE, GREEDY, ONLINE -> {}
        }
        return line;
    }

    private static String reply(Workload workload, int row, int reply) {
        int words = workload.shape().reply(row, reply) - ModelFolders.REPLY_MARKERS;
        return words(words, "r" + row, "reply " + reply);
    }

    private static String words(int count, String id, String purpose) {
        long key = KeyedRandom.key(SEED, purpose, id);
        return IntStream.range(0, count)
                .mapToObj(i -> ModelFolders.word(KeyedRandom.below(ModelFolders.WORDS, key, i)))
                .collect(Collectors.joining(" "));
    }
}
