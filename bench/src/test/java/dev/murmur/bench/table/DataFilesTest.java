package dev.murmur.bench.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.DataReader;
import dev.murmur.data.GroupEncoder;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenLimits;
import dev.murmur.text.ChatTemplates;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFilesTest {
    @TempDir private Path folder;

    @Test
    void rowsHaveTheTokensThatTheirShapeSays() {
        Workload workload = Workloads.named("score-15m");
        Path model = new ModelFolders(folder).withoutWeights(workload.size());
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            var encoder =
                    new GroupEncoder(tokenizer, ChatTemplates.detect(model), TokenLimits.NONE);
            List<TokenGroup> groups =
                    encoder.candidates(DataReader.candidates(new DataFiles(folder).of(workload)))
                            .requireAll();
            assertThat(groups)
                    .hasSize(16)
                    .allMatch(group -> group.prompt().length == 200)
                    .allMatch(group -> group.replies().size() == 7);
            assertThat(groups.getFirst().replies().getFirst().ids()).hasSize(50);
            assertThat(groups.getFirst().replies().getLast().ids()).hasSize(300);
            assertThat(groups.stream().mapToLong(TokenGroup::tokens).sum())
                    .isEqualTo(workload.shape().groupTokens());
        }
    }
}
