package dev.murmur.verify;

import dev.murmur.data.DataException;
import dev.murmur.data.DataReader;
import dev.murmur.data.GroupEncoder;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenLimits;
import dev.murmur.data.TokenReply;
import dev.murmur.text.ChatTemplates;
import dev.murmur.text.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The pairs that TRL learned from, as the token ids of `pairs.tokens.json`.
///
/// @param groups the chosen reply first
record TrlPairs(List<TokenGroup> groups) {
    /// @param vocab rows of the models' embedding
    static TrlPairs read(Path folder, int vocab) {
        List<Field> rows = Field.readList(folder.resolve("pairs.tokens.json"));
        return new TrlPairs(rows.stream().map(row -> group(row, vocab)).toList());
    }

    private static TokenGroup group(Field row, int vocab) {
        int[] prompt = row.at("prompt_ids").ids(vocab);
        return new TokenGroup(
                row.name(),
                prompt,
                List.of(
                        after(prompt, row.at("chosen_ids"), vocab),
                        after(prompt, row.at("rejected_ids"), vocab)));
    }

    private static TokenReply after(int[] prompt, Field whole, int vocab) {
        int[] ids = whole.ids(vocab);
        whole.require(Arrays.mismatch(prompt, ids) == prompt.length, "the prompt's ids and more");
        return TokenReply.of(Arrays.copyOfRange(ids, prompt.length, ids.length));
    }

    /// Compares them with what tokenizer and template make of the messages of `pairs.jsonl`.
    ///
    /// @param model folder with both
    Check tokens(Path folder, Path model) {
        Path file = folder.resolve("pairs.jsonl");
        if (!Files.exists(file)) {
            return Check.without("token ids", Outcome.ABSENT, "");
        }
        List<TokenGroup> made;
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            var encoder =
                    new GroupEncoder(tokenizer, ChatTemplates.detect(model), TokenLimits.NONE);
            made = encoder.pairs(DataReader.pairs(file)).requireAll();
        }
        if (made.size() != groups.size()) {
            throw new DataException(
                    file + " has " + made.size() + " rows, pairs.tokens.json " + groups.size());
        }
        var check = new IdCheck("token ids");
        for (int i = 0; i < made.size(); i++) {
            compare("pair " + (i + 1), made.get(i), groups.get(i), check);
        }
        return check.result();
    }

    private static void compare(String where, TokenGroup made, TokenGroup given, IdCheck check) {
        check.add(where + ", prompt", made.prompt(), given.prompt());
        check.add(
                where + ", chosen",
                made.replies().getFirst().ids(),
                given.replies().getFirst().ids());
        check.add(
                where + ", rejected",
                made.replies().getLast().ids(),
                given.replies().getLast().ids());
    }
}
