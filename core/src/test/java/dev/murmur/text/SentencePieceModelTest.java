package dev.murmur.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.golden.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentencePieceModelTest {
    @TempDir Path folder;

    @Test
    void readsWhatTheFileSays() {
        var model = SentencePieceModel.read(Golden.path("tokenizers/bpe-bytes/tokenizer.model"));

        assertThat(model.pieces()).hasSize(540);
        assertThat(model.pieces().get(3))
                .isEqualTo(
                        new SentencePieceModel.Piece(
                                "<|end|>", 0, SentencePieceModel.Type.CONTROL));
        assertThat(model.byteFallback()).isTrue();
        assertThat(model.dummyPrefix()).isTrue();
        assertThat(model.unknown()).isZero();
        assertThat(model.named().bos()).hasValue(1);
        assertThat(model.named().eos()).hasValue(2);
        assertThat(model.named().pad()).isEmpty();
    }

    @Test
    void aFileThatEndsEarlyIsOneClearError() throws IOException {
        byte[] bytes = Files.readAllBytes(Golden.path("tokenizers/bpe-no-prefix/tokenizer.model"));
        for (int length : new int[] {0, 1, 2, 3, 7, 100, 1001, bytes.length - 1}) {
            write(Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> Tokenizer.open(folder))
                    .as("%d bytes", length)
                    .isInstanceOf(TokenizerException.class)
                    .hasMessageStartingWith(folder.resolve("tokenizer.model").toString());
        }
    }

    /// Every file opens, or says in one exception of ours why not.
    @Test
    void nothingThatAFileSaysBreaksMore() throws IOException {
        byte[] good = Files.readAllBytes(Golden.path("tokenizers/bpe-no-prefix/tokenizer.model"));
        int refused = 0;
        for (int seed = 0; seed < 250; seed++) {
            write(mutated(good, new Random(seed)));
            try (Tokenizer tokenizer = Tokenizer.open(folder)) {
                assertThat(tokenizer.encode("the dog")).as("seed %d", seed).isNotEmpty();
            } catch (TokenizerException e) {
                assertThat(e).as("seed %d", seed).hasMessageContaining("tokenizer.model");
                refused++;
            }
        }
        assertThat(refused).isBetween(50, 249);
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
                default -> System.arraycopy(good, 0, bytes, at, Math.min(20, bytes.length - at));
            }
        }
        return bytes;
    }

    /// The four columns: piece, its type, a setting of the normaliser's or trainer's, the message.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a     | 1 | 3:3=1  | has a model_type that is not bpe, which we do not compute",
                "a     | 1 | 3:35=1 | says byte_fallback, but has no piece <0x00>",
                "a     | 1 | 3:24=1 | has treat_whitespace_as_suffix, which we do not compute",
                "a     | 1 | 3:41=9 | bos_id is 9, must be less than the 2 pieces",
                "a     | 1 | 4:4=1  | has remove_extra_whitespaces, which we do not compute",
                "a     | 1 | 4:5=0  | has escape_whitespaces false, which we do not compute",
                "a     | 5 | 3:3=2  | has unused pieces, which we do not compute",
                "a     | 2 | 3:3=2  | has 2 pieces for the unknown, must have one",
                "a     | 7 | 3:3=2  | piece 1 has the type 7, must be 1 to 6",
                "<unk> | 1 | 3:3=2  | piece 1 is '<unk>', as one before it",
                "\"\"  | 1 | 3:3=2  | piece 1 has 0 characters, must have 1 to 512",
            })
    void refusesByName(String piece, int type, String setting, String message) throws IOException {
        var trainer = new Message().number(3, 2);
        var normalizer = new Message().number(4, 0);
        String[] parts = setting.split("[:=]", -1);
        Message changed = parts[0].equals("3") ? trainer : normalizer;
        changed.number(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        write(
                new Message()
                        .message(1, new Message().text(1, "<unk>").number(3, 2))
                        .message(1, new Message().text(1, piece).real(2, -1).number(3, type))
                        .message(2, trainer)
                        .message(3, normalizer)
                        .bytes());

        assertThatThrownBy(() -> Tokenizer.open(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining(folder.resolve("tokenizer.model").toString())
                .hasMessageContaining(message);
    }

    @Test
    void refusesANormaliserAndScoresThatAreNoNumbers() throws IOException {
        var unknown = new Message().text(1, "<unk>").number(3, 2);
        write(new Message().message(3, new Message().text(2, "map")).bytes());
        assertThatThrownBy(() -> Tokenizer.open(folder))
                .hasMessageContaining("has precompiled_charsmap (a normaliser), which we do not");

        write(new Message().message(1, unknown.real(2, Float.NaN)).bytes());
        assertThatThrownBy(() -> Tokenizer.open(folder))
                .hasMessageContaining("piece 0 '<unk>' has the score NaN, must be a number");
    }

    @Test
    void anotherToolsFileIsNamedAsSuch() throws IOException {
        write("IQ== 0\nIg== 1\n".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> Tokenizer.open(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("tokenizer.model is no SentencePiece model: ")
                .hasMessageContaining("is the file complete, and not another tool's?");
    }

    private void write(byte[] bytes) throws IOException {
        Files.write(folder.resolve("tokenizer.model"), bytes);
    }

    /// A protobuf message.
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, int value) {
            varint(field << 3);
            varint(value);
            return this;
        }

        Message real(int field, float value) {
            varint((field << 3) | 5);
            out.writeBytes(
                    ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
            return this;
        }

        Message text(int field, String value) {
            return block(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return block(field, value.bytes());
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private Message block(int field, byte[] value) {
            varint((field << 3) | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        private void varint(int value) {
            int rest = value;
            while (rest >= 0x80) {
                out.write((rest & 0x7F) | 0x80);
                rest >>>= 7;
            }
            out.write(rest);
        }
    }
}
