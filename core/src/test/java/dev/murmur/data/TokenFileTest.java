package dev.murmur.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
    @TempDir Path folder;

    @Test
    void givesBackWhatWasAddedInAnyOrder() {
        try (TokenFile file = TokenFile.create(folder)) {
            IntStream.range(0, 3000).forEach(i -> file.add(group(i)));

            List<TokenGroup> groups = file.groups();
            assertThat(groups).hasSize(3000);
            for (int i : new int[] {2999, 0, 1024, 1023, 17}) {
                assertThat(groups.get(i)).usingRecursiveComparison().isEqualTo(group(i));
            }
        }
    }

    @Test
    void keepsIdsOfAnyCharacters() {
        try (TokenFile file = TokenFile.create(folder)) {
            String id = "世界 😀 \ud800";
            file.add(new TokenGroup(id, new int[] {1}, List.of(TokenReply.of(2))));

            assertThat(file.groups().getFirst().id()).isEqualTo(id);
        }
    }

    @Test
    void manyThreadsReadTheSame() {
        try (TokenFile file = TokenFile.create(folder)) {
            IntStream.range(0, 500).forEach(i -> file.add(group(i)));

            assertThat(file.groups().parallelStream().map(TokenGroup::tokens).toList())
                    .isEqualTo(IntStream.range(0, 500).mapToObj(i -> group(i).tokens()).toList());
        }
    }

    @Test
    void leavesNothingBehind() throws IOException {
        TokenFile file = TokenFile.create(folder.resolve("made"));
        file.add(group(1));
        file.close();

        try (var left = Files.list(folder.resolve("made"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aGroupThatIsNotThereIsAskedForInVain() {
        try (TokenFile file = TokenFile.create(folder)) {
            file.add(group(1));
            List<TokenGroup> groups = file.groups();

            assertThatThrownBy(() -> groups.get(1))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("1");
        }
    }

    private static TokenGroup group(int i) {
        return new TokenGroup(
                "g" + i,
                IntStream.range(0, 1 + i % 7).toArray(),
                List.of(
                        TokenReply.of(i, 0, 5),
                        new TokenReply(new int[] {0, i, 9}, new boolean[] {false, true, false})));
    }
}
