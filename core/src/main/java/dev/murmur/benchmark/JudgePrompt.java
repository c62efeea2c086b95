package dev.murmur.benchmark;

import dev.murmur.data.DataException;
import dev.murmur.text.ChatMessage;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A benchmark's own words to its judge, with `{names}` where question and replies stand.
///
/// All names are filled in at once, so that a reply that says `{answer_b}` shows just that.
///
/// @param name for messages
/// @param system empty for none
record JudgePrompt(String name, String system, String template) {
    private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");

    /// @throws DataException if one of the names is nowhere: the judge would not see what it judges
    JudgePrompt requireNames(String... names) {
        for (String each : names) {
            if (!template.contains("{" + each + "}")) {
                throw new DataException(
                        name
                                + " has no {"
                                + each
                                + "}, so the judge would not see it; is it the benchmark's own"
                                + " file?");
            }
        }
        return this;
    }

    /// @param values by name; what is in braces otherwise stays
    List<ChatMessage> messages(Map<String, String> values) {
        String filled =
                NAME.matcher(template)
                        .replaceAll(found ->
                                Matcher.quoteReplacement(
                                        values.getOrDefault(found.group(1), found.group())));
        return system.isEmpty()
                ? List.of(ChatMessage.user(filled))
                : List.of(new ChatMessage(ChatMessage.SYSTEM, system), ChatMessage.user(filled));
    }
}
