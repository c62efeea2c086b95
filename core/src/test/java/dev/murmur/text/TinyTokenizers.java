package dev.murmur.text;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Model folders with small tokenizers, for tests.
public final class TinyTokenizers {
    private TinyTokenizers() {}

    /// Byte-level BPE with the markers of ChatML and OpenChat; `<s>` is 1, `<|im_end|>` 3.
    public static Tokenizer byteLevel(Path folder) throws IOException {
        BpeTrainer.train(
                        Stream.of("the cat sat on the mat, the cat and the hat: the end"),
                        300,
                        List.of("<pad>", "<s>", "<|im_start|>", "<|im_end|>", "<|end_of_turn|>"))
                .write(folder, Map.of("bos_token", "<s>", "pad_token", "<pad>"));
        return Tokenizer.open(folder);
    }

    /// As [#byteLevel(Path)], with a token for two line breaks.
    public static Tokenizer withDoubleBreaks(Path folder) throws IOException {
        BpeTrainer.train(
                        Stream.of("x\n\n", "y\n\n"),
                        270,
                        List.of("<pad>", "<s>", "<|im_start|>", "<|im_end|>", "<|end_of_turn|>"))
                .write(folder, Map.of("bos_token", "<s>", "pad_token", "<pad>"));
        return Tokenizer.open(folder);
    }

    /// As Llama's and Mistral's: every text gets a blank in front, written `▁`; each character is a
    /// token of its own.
    public static Tokenizer sentencePiece(Path folder) throws IOException {
        var mapper = new JsonMapper();
        ObjectNode vocab = mapper.createObjectNode();
        for (String token : List.of("<unk>", "<s>", "</s>")) {
            vocab.put(token, vocab.size());
        }
        "▁GPT4CorectUs:AianHl<>/|_dfu"
                .chars()
                .forEach(c -> vocab.put(String.valueOf((char) c), vocab.size()));
        Files.writeString(
                folder.resolve("tokenizer.json"),
                """
                {"version": "1.0",
                 "added_tokens": [
                  {"id": 0, "content": "<unk>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
                  {"id": 1, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
                  {"id": 2, "content": "</s>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
                  {"id": %d, "content": "<|end_of_turn|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
                  {"id": %d, "content": "<plain>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": false}],
                 "normalizer": {"type": "Sequence", "normalizers": [
                  {"type": "Prepend", "prepend": "▁"},
                  {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
                 "pre_tokenizer": null,
                 "post_processor": {"type": "TemplateProcessing",
                  "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
                  "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
                  "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}},
                 "decoder": {"type": "Sequence", "decoders": [
                  {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
                  {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
                 "model": {"type": "BPE", "unk_token": "<unk>", "fuse_unk": true, "vocab": %s, "merges": []}}
                """
                        .formatted(vocab.size(), vocab.size() + 1, vocab));
        return Tokenizer.open(folder);
    }
}
