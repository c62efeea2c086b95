package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.DataException;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalarModelTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lm_head.weight:64x32 | has no 'score.weight' and no 'v_head.weight'; is it a reward model",
                "score.weight:1x32 v_head.weight:1x32 | has both 'score.weight' and 'v_head.weight'",
                "score.weight:2x32 | 'score.weight' has shape [2, 32]; a reward model gives one number",
                "v_head.weight:32 | 'v_head.weight' has shape [32]; a reward model gives one number",
                "score.weight:1x32 score.bias:1 | has 'score.bias'; a head with a bias is not implemented",
                "v_head.weight:1x32 v_head.bias:1 | has 'v_head.bias'; a head with a bias is not",
                "v_head.weight:1x32 | has no 'transformer.embed_tokens.weight'"
            })
    void aHeadThatIsNotOneOfTheTwoIsNamed(String weights, String message) throws IOException {
        write(weights);
        assertThatThrownBy(() -> ScalarModel.check(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(folder.toString())
                .hasMessageContaining(message);
    }

    @Test
    void aFolderWithoutAPaddingIdHasNoTokenBeforeIt() throws IOException {
        TinyModels.folder(folder, false);
        Path config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"pad_token_id\": 0, ", ""));
        ModelFolder opened = ModelFolder.open(folder);
        assertThat(ScoreAt.LAST.in(opened)).isEqualTo(ScorePosition.LAST);
        assertThatThrownBy(() -> ScoreAt.BEFORE_FIRST_PAD.in(opened))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("config.json has no pad_token_id; score_at before-first-pad");
    }

    @Test
    void aTextThatBeginsWithThePaddingIdIsRefused() {
        ModelFolder opened = ModelFolder.open(TinyModels.folder(folder, false));
        var group = new TokenGroup("p7", new int[] {0, 5}, List.of(TokenReply.of(6)));
        ScorePosition position = ScoreAt.BEFORE_FIRST_PAD.in(opened);
        assertThatThrownBy(() -> position.of(group, group.replies().getFirst()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("prompt p7 begins with the padding id 0");
    }

    @ParameterizedTest
    @CsvSource({
        "LAST, 5 6 7, 8 0 9, 5",
        "BEFORE_FIRST_PAD, 5 6 7, 8 0 9, 3",
        "BEFORE_FIRST_PAD, 5 6 7, 0 8 9, 2",
        "BEFORE_FIRST_PAD, 5 0 7, 8 9, 0",
        "BEFORE_FIRST_PAD, 5 6, 8 9, 3",
        "LAST_NON_PAD, 5 6 7, 8 0 9, 5",
        "LAST_NON_PAD, 5 6, 8 0 0, 2",
        "LAST_NON_PAD, 5 6, 0, 1",
        "LAST_NON_PAD, 0, 0, 0"
    })
    void theScoredTokenIsFoundInPromptAndReply(
            ScoreAt rule, String prompt, String reply, int expected) {
        ModelFolder opened = ModelFolder.open(TinyModels.folder(folder, false));
        var group = new TokenGroup("p", ids(prompt), List.of(TokenReply.of(ids(reply))));
        assertThat(rule.in(opened).of(group, group.replies().getFirst())).isEqualTo(expected);
    }

    private static int[] ids(String text) {
        return List.of(text.split(" ", -1)).stream().mapToInt(Integer::parseInt).toArray();
    }

    /// @param weights `name:1x32 name:64`
    private void write(String weights) throws IOException {
        TinyModels.folder(folder, false);
        try (var _ = new TensorScope()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (String weight : weights.split(" ", -1)) {
                String[] parts = weight.split(":", -1);
                long[] shape =
                        List.of(parts[1].split("x", -1)).stream()
                                .mapToLong(Long::parseLong)
                                .toArray();
                int count = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
                tensors.put(parts[0], Tensors.floats(new float[count]).view(shape));
            }
            SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors);
        }
    }
}
