package dev.murmur.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Rows to rankings, as Nectar has them: `answers` with a text and a rank each.
final class RankingParser {
    private RankingParser() {}

    static RankedReplies parse(Row row) {
        Prompt prompt = PromptParser.prompt(row, PromptParser.messages(row), Set.of("answers"));
        JsonNode answers = row.array("answers");
        if (answers.size() < 2) {
            throw row.error("'answers' has 1 entry, a ranking needs at least 2");
        }
        List<Reply> replies = new ArrayList<>();
        var ranks = new double[answers.size()];
        for (int i = 0; i < ranks.length; i++) {
            String name = "answers[" + i + "].";
            JsonNode answer = answers.get(i);
            replies.add(Reply.written(row.text(name + "answer", answer.path("answer"))));
            ranks[i] = row.number(name + "rank", answer.path("rank"));
        }
        return new RankedReplies(prompt, replies, ranks);
    }
}
