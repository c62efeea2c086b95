package dev.murmur.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    private final List<AddedToken> added;
    private final Map<String, Integer> vocabulary;
    private final NamedTokens named;
    private int users;

    private LoadedTokenizer(TokenizerJson json) throws IOException {
        this.full = json.load(json.root());
        this.blind = BlindTokenizer.open(json);
        this.added = json.added();
        this.vocabulary = json.vocabulary();
        this.named = json.named();
    }

    /// The tokenizer of a folder, which the caller gives back by [#release()].
    ///
    /// @throws TokenizerException if a file is missing or is not what it should be
    static LoadedTokenizer take(Path modelFolder) {
        synchronized (LOADED) {
            Map<String, String> key = hashes(modelFolder);
            LoadedTokenizer loaded = LOADED.remove(key);
            if (loaded == null) {
                try {
                    loaded = new LoadedTokenizer(TokenizerJson.read(modelFolder));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            LOADED.put(key, loaded);
            loaded.users++;
            return loaded;
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

    List<AddedToken> added() {
        return added;
    }

    /// Every token's id, added tokens included.
    Map<String, Integer> vocabulary() {
        return vocabulary;
    }

    /// What the tokenizer itself says its first, last and padding tokens are.
    NamedTokens named() {
        return named;
    }

    private static Map<String, String> hashes(Path modelFolder) {
        var hashes = new HashMap<String, String>();
        for (String name : FILES) {
            Path file = modelFolder.resolve(name);
            if (Files.isRegularFile(file)) {
                hashes.put(name, hash(file));
            }
        }
        return hashes;
    }

    private static String hash(Path file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
