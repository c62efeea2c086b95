package dev.murmur.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;

/// What the files of a tokenizer hold, loaded once for all who open the same ones. Loading a large
/// one takes a second and more, and a loop opens those of its policy, its rewards and its judge in
/// every phase, most of them the same. Those that nobody uses stay loaded until there are more than
/// [#UNUSED] of them.
final class LoadedTokenizer {
    /// So many as a loop has: the policy's, a reward model's and a judge's.
    private static final int UNUSED = 3;

    private static final List<String> FILES =
            List.of(
                    "tokenizer.json",
                    "tokenizer.model",
                    "tokenizer_config.json",
                    "special_tokens_map.json",
                    "added_tokens.json");

    /// By the hashes of their files; the last one taken comes last.
    private static final Map<Map<String, String>, LoadedTokenizer> LOADED = new LinkedHashMap<>();

    private final HuggingFaceTokenizer full;
    private final BlindTokenizer blind;
    private final Map<Integer, AddedToken> added;
    private final Pattern specials;
    private final Map<String, Integer> vocabulary;
    private final int vocabSize;
    private final NamedTokens named;
    private final int[] front;
    private int users;

    private LoadedTokenizer(TokenizerJson json) throws IOException {
        this.full = json.load(json.root());
        this.blind = BlindTokenizer.open(json);
        this.added =
                json.added().stream()
                        .collect(Collectors.toMap(AddedToken::id, Function.identity()));
        this.specials = specials(json.added());
        this.vocabulary = json.vocabulary();
        this.vocabSize = Collections.max(vocabulary.values()) + 1;
        this.named = json.named();
        this.front = front(full);
    }

    /// The tokenizer of a folder, which the caller gives back by [#release()].
    ///
    /// @throws TokenizerException if a file is missing or is not what it should be
    static LoadedTokenizer take(Path modelFolder) {
        synchronized (LOADED) {
            try {
                Map<String, String> key = hashes(modelFolder);
                LoadedTokenizer loaded = LOADED.remove(key);
                if (loaded == null) {
                    loaded = new LoadedTokenizer(TokenizerJson.read(modelFolder));
                }
                LOADED.put(key, loaded);
                loaded.users++;
                return loaded;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    void release() {
        synchronized (LOADED) {
            users--;
            long unused = LOADED.values().stream().filter(t -> t.users == 0).count();
            Iterator<LoadedTokenizer> all = LOADED.values().iterator();
            while (unused > UNUSED) {
                LoadedTokenizer oldest = all.next();
                if (oldest.users == 0) {
                    all.remove();
                    oldest.full.close();
                    oldest.blind.close();
                    unused--;
                }
            }
        }
    }

    /// For text whose special tokens stand for themselves.
    HuggingFaceTokenizer full() {
        return full;
    }

    /// For text in which there are none.
    BlindTokenizer blind() {
        return blind;
    }

    /// The token of an id, if it is one that was added to the vocabulary.
    Optional<AddedToken> added(int id) {
        return Optional.ofNullable(added.get(id));
    }

    /// The names of special tokens, as a pattern that finds the longest.
    Pattern specials() {
        return specials;
    }

    /// Every token's id, added tokens included.
    Map<String, Integer> vocabulary() {
        return vocabulary;
    }

    /// The largest id and one.
    int vocabSize() {
        return vocabSize;
    }

    /// What the tokenizer puts in front of a text by itself.
    int[] front() {
        return front;
    }

    /// What the tokenizer itself says its first, last and padding tokens are.
    NamedTokens named() {
        return named;
    }

    private static int[] front(HuggingFaceTokenizer tokenizer) {
        int[] plain = ids(tokenizer, false);
        int[] framed = ids(tokenizer, true);
        return Arrays.copyOf(framed, Collections.indexOfSubList(boxed(framed), boxed(plain)));
    }

    private static int[] ids(HuggingFaceTokenizer tokenizer, boolean framed) {
        return Arrays.stream(tokenizer.encode("a", framed, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    private static List<Integer> boxed(int[] ids) {
        return Arrays.stream(ids).boxed().toList();
    }

    private static Pattern specials(List<AddedToken> added) {
        return Pattern.compile(
                added.stream()
                        .filter(AddedToken::special)
                        .map(AddedToken::content)
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|", "(?!)|", "")));
    }

    private static Map<String, String> hashes(Path modelFolder) throws IOException {
        var hashes = new HashMap<String, String>();
        for (String name : FILES) {
            Path file = modelFolder.resolve(name);
            if (Files.isRegularFile(file)) {
                hashes.put(name, DigestUtils.sha256Hex(Files.readAllBytes(file)));
            }
        }
        return hashes;
    }
}
