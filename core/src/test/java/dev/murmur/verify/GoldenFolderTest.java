package dev.murmur.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.golden.Golden;
import dev.murmur.verify.GoldenFolder.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenFolderTest {
    @TempDir Path folder;

    @Test
    void everyFixtureOfAPartIsComparedByName() throws IOException {
        copy("models/llama-gqa", "models/b");
        copy("models/qwen2", "models/a");
        List<Fixture> fixtures = compare(Part.MODELS);
        assertThat(fixtures).extracting(Fixture::name).containsExactly("models/a", "models/b");
        assertThat(fixtures).allMatch(Fixture::passed);
    }

    @Test
    void rewardModelsAreComparedToo() throws IOException {
        copy("reward/starling-style", "reward/starling");
        copy("reward/sequence-classification", "reward/classifier");
        assertThat(compare(Part.REWARD)).hasSize(2).allMatch(Fixture::passed);
    }

    @Test
    void aPartThatIsNotThereIsAbsentAndNotPassed() throws IOException {
        Files.createDirectory(folder.resolve("models"));
        for (Part part : Part.values()) {
            assertThat(compare(part))
                    .singleElement()
                    .satisfies(fixture -> {
                        assertThat(fixture.name()).isEqualTo(part.toString());
                        assertThat(fixture.absent()).isTrue();
                        assertThat(fixture.passed()).isFalse();
                    });
        }
    }

    @Test
    void whatDoesNotLoadFailsAndLeavesTheOthersToBeCompared() throws IOException {
        copy("models/llama-gqa", "models/good");
        Files.createDirectories(folder.resolve("models/empty"));
        copy("models/llama-gqa", "models/strange");
        Path config = folder.resolve("models/strange/config.json");
        Files.writeString(config, Files.readString(config).replace("\"llama\"", "\"unheard-of\""));
        Files.delete(copy("models/llama-gqa", "models/unexpected").resolve("expected.json"));
        List<Fixture> fixtures = compare(Part.MODELS);
        assertThat(fixtures).extracting(Fixture::passed).containsExactly(false, true, false, false);
        assertThat(fixtures)
                .filteredOn(f -> !f.passed())
                .extracting(f -> f.checks().getFirst())
                .allSatisfy(c -> assertThat(c.outcome()).isEqualTo(Outcome.FAILED))
                .extracting(Check::note)
                .satisfiesExactly(
                        note -> assertThat(note).endsWith("expected.json does not exist"),
                        note -> assertThat(note).contains("unheard-of"),
                        note -> assertThat(note).endsWith("expected.json does not exist"));
    }

    @Test
    void trajectoriesThatCannotBeReadFail() throws IOException {
        Files.createDirectories(folder.resolve("trl/policy"));
        assertThat(compare(Part.TRL))
                .singleElement()
                .satisfies(fixture -> {
                    assertThat(fixture.passed()).isFalse();
                    assertThat(fixture.absent()).isFalse();
                    assertThat(fixture.checks().getFirst().outcome()).isEqualTo(Outcome.FAILED);
                    assertThat(fixture.checks().getFirst().note())
                            .endsWith("trajectories.json does not exist");
                });
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> new GoldenFolder(nowhere, 1e-4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        nowhere
                                + " is not a folder; golden fixtures lie in models, reward, lora and"
                                + " trl below one");
    }

    private List<Fixture> compare(Part part) {
        return new GoldenFolder(folder, 1e-4).compare(part);
    }

    private Path copy(String fixture, String name) throws IOException {
        Path target = Files.createDirectories(folder.resolve(name));
        try (Stream<Path> files = Files.list(Golden.path(fixture))) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
        return target;
    }
}
