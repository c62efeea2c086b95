package dev.murmur.recipe;

import dev.murmur.benchmark.ModelResults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A model that a loop began with or made.
///
/// @param results where benchmarks of it belong in the loop's run folder
/// @param model as the loop opens it
public record LoopModel(Path results, ModelSection model) {
    /// The start and the iterates that are there, in order.
    ///
    /// @param run run folder of a loop, finished or not
    /// @throws RecipeException if it is none
    public static List<LoopModel> of(Path run) {
        Path file = run.resolve("recipe.yaml");
        if (!(RecipeReader.read(file, List.of()) instanceof LoopRecipe loop)) {
            throw new RecipeException(
                    file
                            + " is of no loop; give the run folder of a recipe of kind online,"
                            + " rejection-sampling or policy-gradient");
        }
        return Stream.concat(
                        Stream.of(at(run, 0, loop.model(), loop.model().path())),
                        IntStream.rangeClosed(1, loop.iterations())
                                .filter(i -> Files.isDirectory(trained(run, i)))
                                .mapToObj(i -> at(run, i, loop.model(), trained(run, i))))
                .toList();
    }

    private static LoopModel at(Path run, int stage, ModelSection section, Path path) {
        return new LoopModel(
                run.resolve(ModelResults.FOLDER).resolve(ModelResults.folderName(stage)),
                new ModelSection(path, section.template(), section.dtype()));
    }

    private static Path trained(Path run, int iteration) {
        return run.resolve(ModelResults.folderName(iteration)).resolve("model");
    }
}
