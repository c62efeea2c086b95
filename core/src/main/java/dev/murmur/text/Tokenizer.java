package dev.murmur.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/// The tokenizer of a model folder. Never truncates, adds no special tokens of its own (templates
/// do) and may be used by many threads at once.
public final class Tokenizer implements AutoCloseable {
    private static final String CUDA_IN_ANOTHER_PROCESS = "ai.djl.util.cuda.fork";
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
        leaveCudaAlone();
    }

    /// DJL looks for a GPU through JNA, which unpacks a library and starts a process, a quarter of
    /// what opening a tokenizer takes. It does not while this property is set, which it reads once;
    /// later it would mean something else.
    private static void leaveCudaAlone() {
        System.setProperty(CUDA_IN_ANOTHER_PROCESS, "true");
        try {
            MethodHandles.lookup().ensureInitialized(CudaUtils.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } finally {
            System.clearProperty(CUDA_IN_ANOTHER_PROCESS);
        }
    }

    private final Path folder;
    private final LoadedTokenizer loaded;
    private final int[] anchor;
    private final String anchorText;
    private final NamedTokens named;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Tokenizer(Path folder, LoadedTokenizer loaded) {
        this.folder = folder;
        this.loaded = loaded;
        this.named = NamedTokens.read(folder, loaded);
        this.anchor = encode("a");
        this.anchorText = decodeWithSpecials(anchor);
    }

    /// Opens the tokenizer of a model folder: `tokenizer.json`, or where there is none
    /// SentencePiece's `tokenizer.model`. The beginning-of-sequence, end-of-sequence and padding
    /// tokens come from `tokenizer_config.json` or `special_tokens_map.json`, or else from
    /// `config.json`. Opening one whose files are those of one that is open already costs next to
    /// nothing.
    ///
    /// @throws TokenizerException if a file is missing or is not what it should be
    public static Tokenizer open(Path modelFolder) {
        LoadedTokenizer loaded = LoadedTokenizer.take(modelFolder);
        try {
            return new Tokenizer(modelFolder, loaded);
        } catch (RuntimeException e) {
            loaded.release();
            throw e;
        }
    }

    /// The ids of a text that begins a sequence. A special token's name inside it is text like any
    /// other.
    public int[] encode(String text) {
        return encode(text, Before.NOTHING);
    }

    /// The ids of a text inside a sequence. A special token's name inside it is text like any
    /// other.
    ///
    /// @throws TokenizerException as every method that encodes, if a text has half a surrogate pair
    public int[] encode(String text, Before before) {
        return ids(loaded.blind().of(before).encode(whole(text), false, false));
    }

    /// The ids of a text that no template renders: what the tokenizer puts in front, and the
    /// text's.
    public int[] encodeAlone(String text) {
        int[] front = loaded.front();
        int[] ids = encode(text);
        int[] all = Arrays.copyOf(front, front.length + ids.length);
        System.arraycopy(ids, 0, all, front.length, ids.length);
        return all;
    }

    /// The ids of texts, in order, each as [#encode(String)] gives them, on all cores.
    public List<int[]> encode(List<String> texts) {
        texts.forEach(Tokenizer::whole);
        return Arrays.stream(loaded.blind().of(Before.NOTHING).batchEncode(texts, false, false))
                .map(Tokenizer::ids)
                .toList();
    }

    /// The ids of a text whose special tokens stand for themselves: the inverse of
    /// [#decodeWithSpecials(int...)]. Never for text that a user or a model wrote.
    public int[] encodeWithSpecials(String text) {
        return ids(loaded.full().encode(whole(text), false, false));
    }

    /// The text of ids, special tokens left out.
    public String decode(int... ids) {
        return loaded.full().decode(wide(ids), true);
    }

    /// The text of ids, special tokens by their names.
    public String decodeWithSpecials(int... ids) {
        return loaded.full().decode(wide(ids), false);
    }

    /// The id of a token, as the vocabulary writes it.
    public OptionalInt id(String token) {
        Integer id = loaded.vocabulary().get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /// What the tokenizer itself puts in front of a text: its beginning-of-sequence token, or
    /// nothing. Templates write their own; a text that no template renders begins with this.
    public int[] front() {
        return loaded.front().clone();
    }

    /// The largest id and one: how many rows an embedding needs at least.
    public int vocabSize() {
        return loaded.vocabSize();
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

    /// The text of ids inside a sequence, special tokens by their names: where a text begins, a
    /// tokenizer may put a blank in front, which [#decode(int...)] takes away again and this does
    /// not.
    String textWithin(int... ids) {
        int[] longer = new int[anchor.length + ids.length];
        System.arraycopy(anchor, 0, longer, 0, anchor.length);
        System.arraycopy(ids, 0, longer, anchor.length, ids.length);
        return decodeWithSpecials(longer).substring(anchorText.length());
    }

    boolean isSpecial(int id) {
        return loaded.added(id).filter(AddedToken::special).isPresent();
    }

    /// Whether a token takes the white space before it away from a text.
    boolean takesSpaceBefore(int id) {
        return loaded.added(id).filter(AddedToken::lstrip).isPresent();
    }

    /// Whether a token takes the white space after it away from a text.
    boolean takesSpaceAfter(int id) {
        return loaded.added(id).filter(AddedToken::rstrip).isPresent();
    }

    /// The names of special tokens, as a pattern that finds the longest.
    Pattern specials() {
        return loaded.specials();
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
        if (closed.compareAndSet(false, true)) {
            loaded.release();
        }
    }

    private static String whole(String text) {
        if (text.codePoints()
                .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new TokenizerException(
                    "a text has half a surrogate pair, which stands for no character");
        }
        return text;
    }

    private static int[] ids(Encoding encoding) {
        return Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
    }

    private static long[] wide(int[] ids) {
        return Arrays.stream(ids).asLongStream().toArray();
    }
}
