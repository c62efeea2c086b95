package dev.murmur.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A tokenizer with the markers of every built-in template, and what templates render with it.
public final class ChatTokenizers {
    private ChatTokenizers() {}

    public static Tokenizer open(Path folder) throws IOException {
        BpeTrainer.train(
                        Stream.of("the cat sat on the mat, the cat and the hat: the end"),
                        320,
                        List.of(
                                "<pad>",
                                "<s>",
                                "</s>",
                                "<|im_start|>",
                                "<|im_end|>",
                                "<|end_of_turn|>",
                                "<|start_header_id|>",
                                "<|end_header_id|>",
                                "<|eot_id|>",
                                "<|system|>",
                                "<|user|>",
                                "<|assistant|>",
                                "<|endoftext|>"))
                .write(folder, Map.of("bos_token", "<s>", "eos_token", "</s>"));
        return Tokenizer.open(folder);
    }

    static String text(Tokenizer tokenizer, RenderedChat chat) {
        return tokenizer.decodeWithSpecials(chat.ids());
    }

    /// What the assistant wrote.
    static String reply(Tokenizer tokenizer, RenderedChat chat) {
        return tokenizer.decodeWithSpecials(
                IntStream.range(0, chat.ids().length)
                        .filter(i -> chat.reply()[i])
                        .map(i -> chat.ids()[i])
                        .toArray());
    }
}
