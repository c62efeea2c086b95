package dev.murmur.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// The tokenizer of a model folder (`tokenizer.json`). Never truncates, adds no special tokens of
/// its own (templates do) and may be used by many threads at once.
public final class Tokenizer implements AutoCloseable {
    private static final List<String> FILES =
            List.of(
                    "tokenizer.json",
                    "tokenizer_config.json",
                    "special_tokens_map.json",
                    "added_tokens.json",
                    "tokenizer.model",
                    "vocab.json",
                    "merges.txt",
                    "chat_template.jinja");

    static {
        // DJL otherwise reports its use to its makers when it runs on Amazon's machines.
        System.setProperty("OPT_OUT_TRACKING", "true");
        // With a GPU it would fetch another library from the network; tokenizing needs none.
        System.setProperty("RUST_FLAVOR", "cpu");
    }

    private final Path folder;
    private final HuggingFaceTokenizer full;
    private final HuggingFaceTokenizer blind;
    private final Map<String, Integer> vocabulary;
    private final int vocabSize;
    private final NamedTokens named;

    private Tokenizer(Path folder, TokenizerJson json, NamedTokens named) throws IOException {
        this.folder = folder;
        this.full = load(json.file(), json.root());
        this.blind = load(json.file(), json.withoutSpecials());
        this.vocabulary = json.vocabulary();
        this.vocabSize = Collections.max(vocabulary.values()) + 1;
        this.named = named;
    }

    /// Opens `tokenizer.json` of a model folder. The beginning-of-sequence, end-of-sequence and
    /// padding tokens come from `tokenizer_config.json`, or else from `config.json`.
    ///
    /// @throws TokenizerException if a file is missing or is not what it should be
    public static Tokenizer open(Path modelFolder) {
        TokenizerJson json = TokenizerJson.read(modelFolder);
        try {
            return new Tokenizer(
                    modelFolder, json, NamedTokens.read(modelFolder, json.vocabulary()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The ids of a text. A special token's name inside it is text like any other.
    public int[] encode(String text) {
        return ids(blind.encode(text, false, false));
    }

    /// The ids of texts, in order, each as [#encode(String)] gives them, on all cores.
    public List<int[]> encode(List<String> texts) {
        return Arrays.stream(blind.batchEncode(texts, false, false)).map(Tokenizer::ids).toList();
    }

    /// The ids of a text whose special tokens stand for themselves: the inverse of
    /// [#decodeWithSpecials(int...)]. Never for text that a user or a model wrote.
    public int[] encodeWithSpecials(String text) {
        return ids(full.encode(text, false, false));
    }

    /// The text of ids, special tokens left out.
    public String decode(int... ids) {
        return full.decode(wide(ids), true);
    }

    /// The text of ids, special tokens by their names.
    public String decodeWithSpecials(int... ids) {
        return full.decode(wide(ids), false);
    }

    /// The id of a token, as the vocabulary writes it.
    public OptionalInt id(String token) {
        Integer id = vocabulary.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /// The largest id and one: how many rows an embedding needs at least.
    public int vocabSize() {
        return vocabSize;
    }

    /// The beginning-of-sequence token, if the model's files name one.
    public OptionalInt bos() {
        return named.bos();
    }

    /// The end-of-sequence token, if the model's files name one.
    public OptionalInt eos() {
        return named.eos();
    }

    /// The padding token, if the model's files name one. Nothing of ours pads.
    public OptionalInt pad() {
        return named.pad();
    }

    /// Copies the tokenizer's files, its chat template included, into the folder of a derived
    /// model.
    public void copyTo(Path modelFolder) throws IOException {
        for (String name : FILES) {
            if (Files.exists(folder.resolve(name))) {
                Files.copy(folder.resolve(name), modelFolder.resolve(name));
            }
        }
    }

    @Override
    public void close() {
        full.close();
        blind.close();
    }

    private static HuggingFaceTokenizer load(Path file, Object json) throws IOException {
        byte[] bytes = TokenizerJson.MAPPER.writeValueAsBytes(json);
        try {
            return HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(bytes),
                    Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false"));
        } catch (RuntimeException e) {
            throw new TokenizerException(
                    file + " is not a tokenizer that can be read: " + e.getMessage(), e);
        }
    }

    private static int[] ids(Encoding encoding) {
        return Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
    }

    private static long[] wide(int[] ids) {
        return Arrays.stream(ids).asLongStream().toArray();
    }
}
