package dev.murmur.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeamTest {
    @TempDir Path folder;
    private Tokenizer tokenizer;

    @BeforeEach
    void open() throws IOException {
        tokenizer = TinyTokenizers.withDoubleBreaks(folder);
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void aBorderThatOneTextWouldNotHaveIsASeam() {
        assertThat(seam("user\n", "\n\nx"))
                .contains(new Seam(List.of("\n"), List.of("\n"), List.of("\n\n")))
                .map(Seam::toString)
                .contains("\"\\n\" | \"\\n\" instead of \"\\n\\n\"");
    }

    @Test
    void aTokenThatEndsATextMayBeTwoInsideIt() {
        assertThat(seam("user\n\n", "x"))
                .map(Seam::toString)
                .contains("\"\\n\\n\" | instead of \"\\n\" \"\\n\"");
    }

    @Test
    void aBorderThatOneTextHasTooIsNone() {
        assertThat(seam("user\n", "x")).isEmpty();
        assertThat(seam("user\n\n", "\n\n")).isEmpty();
    }

    @Test
    void besideASpecialTokenThereIsNone() {
        int end = tokenizer.id("<|im_end|>").orElseThrow();
        int[] before = concat(tokenizer.encode("a\n"), end);
        int[] ids = concat(before, tokenizer.encode("\n\nx"));

        assertThat(Seam.at(tokenizer, ids, before.length)).isEmpty();
        assertThat(Seam.at(tokenizer, ids, before.length - 1)).isEmpty();
    }

    @Test
    void onlyTheTextAroundTheBorderIsCompared() {
        int end = tokenizer.id("<|im_end|>").orElseThrow();
        int lineBreak = tokenizer.encode("\n")[0];
        int[] ids = {lineBreak, lineBreak, end, tokenizer.encode("x")[0], lineBreak};

        assertThat(Seam.at(tokenizer, ids, 4)).isEmpty();
    }

    @Test
    void aBorderElsewhereInTheTextIsNotThisOne() {
        int[] twice = {tokenizer.encode("\n")[0], tokenizer.encode("\n")[0]};
        int[] prompt = concat(concat(tokenizer.encode("x"), twice), tokenizer.encode("\n"));
        int[] ids = concat(prompt, tokenizer.encode("y"));

        assertThat(Seam.at(tokenizer, ids, prompt.length)).isEmpty();
    }

    private Optional<Seam> seam(String prompt, String reply) {
        int[] asked = tokenizer.encode(prompt);
        int[] ids = concat(asked, tokenizer.encode(reply, Before.TEXT));
        return Seam.at(tokenizer, ids, asked.length);
    }

    private static int[] concat(int[] one, int... other) {
        return IntStream.concat(IntStream.of(one), IntStream.of(other)).toArray();
    }
}
