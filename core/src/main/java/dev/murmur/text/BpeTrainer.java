package dev.murmur.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Learns a byte-level BPE vocabulary from texts, as GPT-2's (Sennrich et al. 2016, arXiv
/// 1508.07909; Radford et al. 2019).
///
/// Words are cut by GPT-2's pattern; the most frequent pair of neighbours is merged again and again
/// until the vocabulary is full or no pair occurs twice. Equal counts go to the pair with the
/// smaller ids, so the same texts give the same tokenizer. Any text can be encoded: all 256 bytes
/// are in the vocabulary.
public final class BpeTrainer {
    private static final Pattern WORD =
            Pattern.compile(
                    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
                    Pattern.UNICODE_CHARACTER_CLASS);
    private static final char[] CHAR_OF_BYTE = charOfByte();

    private record Pair(int left, int right) {}

    /// A word as ids, and how often it occurs.
    private record Word(int[] ids, long count) {}

    private final List<String> tokens = new ArrayList<>();
    private final List<String> merges = new ArrayList<>();
    private final List<Word> words = new ArrayList<>();
    private final Map<Pair, Long> counts = new HashMap<>();
    private final Map<Pair, Set<Integer>> wordsWith = new HashMap<>();

    private BpeTrainer() {}

    /// @param vocabSize how many tokens at most, specials and the 256 bytes included
    /// @param specials tokens that no text contains, such as template markers; ids from 0 in order
    /// @throws IllegalArgumentException if `vocabSize` leaves no room for them
    public static TrainedBpe train(Stream<String> texts, int vocabSize, List<String> specials) {
        int least = specials.size() + 256;
        if (vocabSize < least) {
            throw new IllegalArgumentException(
                    "vocab_size is "
                            + vocabSize
                            + ", must be at least "
                            + least
                            + " (256 bytes and "
                            + specials.size()
                            + " special tokens)");
        }
        var trainer = new BpeTrainer();
        trainer.tokens.addAll(specials);
        trainer.countWords(texts);
        while (trainer.tokens.size() < vocabSize && trainer.mergeBest()) {}
        return new TrainedBpe(specials, trainer.tokens, trainer.merges);
    }

    private void countWords(Stream<String> texts) {
        var frequencies = new TreeMap<String, Long>();
        texts.forEach(text -> {
            var matcher = WORD.matcher(text);
            while (matcher.find()) {
                frequencies.merge(matcher.group(), 1L, Long::sum);
            }
        });
        int[] idOfByte = addBytes();
        frequencies.forEach((word, count) -> {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            var ids = new int[bytes.length];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = idOfByte[bytes[i] & 0xFF];
            }
            words.add(new Word(ids, count));
            countPairs(words.size() - 1, 1);
        });
    }

    /// Adds a token for each byte, in the order of their characters as Hugging Face does.
    private int[] addBytes() {
        var ids = new int[256];
        IntStream.range(0, 256)
                .boxed()
                .sorted(Comparator.comparingInt(b -> CHAR_OF_BYTE[b]))
                .forEach(b -> {
                    ids[b] = tokens.size();
                    tokens.add(String.valueOf(CHAR_OF_BYTE[b]));
                });
        return ids;
    }

    /// Adds the pairs of a word to the counts, or takes them away.
    private void countPairs(int index, int sign) {
        Word word = words.get(index);
        for (int i = 0; i + 1 < word.ids.length; i++) {
            var pair = new Pair(word.ids[i], word.ids[i + 1]);
            counts.merge(pair, sign * word.count, (a, b) -> a + b == 0 ? null : a + b);
            wordsWith.computeIfAbsent(pair, _ -> new HashSet<>()).add(index);
        }
    }

    private boolean mergeBest() {
        var best =
                counts.entrySet().stream()
                        .filter(e -> e.getValue() >= 2)
                        .max(
                                Map.Entry.<Pair, Long>comparingByValue()
                                        .thenComparing(
                                                Map.Entry::getKey,
                                                Comparator.comparingInt(Pair::left)
                                                        .thenComparingInt(Pair::right)
                                                        .reversed()))
                        .map(Map.Entry::getKey);
        best.ifPresent(this::merge);
        return best.isPresent();
    }

    private void merge(Pair pair) {
        int id = tokens.size();
        tokens.add(tokens.get(pair.left) + tokens.get(pair.right));
        merges.add(tokens.get(pair.left) + " " + tokens.get(pair.right));
        for (int index : List.copyOf(wordsWith.getOrDefault(pair, Set.of()))) {
            Word word = words.get(index);
            countPairs(index, -1);
            words.set(index, new Word(merged(word.ids, pair, id), word.count));
            countPairs(index, 1);
        }
        wordsWith.remove(pair);
        counts.remove(pair);
    }

    private static int[] merged(int[] ids, Pair pair, int id) {
        var shorter = IntStream.builder();
        for (int i = 0; i < ids.length; i++) {
            if (i + 1 < ids.length && ids[i] == pair.left && ids[i + 1] == pair.right) {
                shorter.add(id);
                i++;
            } else {
                shorter.add(ids[i]);
            }
        }
        return shorter.build().toArray();
    }

    /// GPT-2's printable stand-in for each byte: itself where it is visible, else a character from
    /// U+0100 on.
    private static char[] charOfByte() {
        var chars = new char[256];
        char next = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean visible = (b >= '!' && b <= '~') || (b >= 0xA1 && b != 0xAD);
            chars[b] = visible ? (char) b : next++;
        }
        return chars;
    }
}
