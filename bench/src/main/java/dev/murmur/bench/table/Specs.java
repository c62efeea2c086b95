package dev.murmur.bench.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// What processes are given: models, data and a spec each, in a folder.
///
/// @param folder of everything, absolute
record Specs(Path folder) {
    /// Writes what a process of either side is to do, with an empty folder for it to write to; the
    /// model and the data are made if they are not there.
    ///
    /// @param course its steps
    /// @param process its name
    /// @return the file
    Path write(Workload workload, Course course, String process) {
        discard(process);
        Path own = own(process);
        Path spec = own.resolve("spec.json");
        Shape shape = workload.shape();
        var models = new ModelFolders(folder.resolve("models"));
        Json.write(
                spec,
                new Spec(
                        workload.task(),
                        models.policy(workload.size()),
                        models.reward(workload.size()),
                        new DataFiles(folder.resolve("data")).of(workload),
                        workload.precision(),
                        workload.rows(course),
                        shape.prompts(),
                        course.warmUp(),
                        course.steps(),
                        shape.sequenceTokens(),
                        shape.replies(),
                        shape.longest(),
                        own));
        return spec;
    }

    /// Deletes a process's folder.
    void discard(String process) {
        Path own = own(process);
        if (!Files.exists(own)) {
            return;
        }
        try (Stream<Path> files = Files.walk(own)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path own(String process) {
        return folder.resolve("work").resolve(process);
    }
}
