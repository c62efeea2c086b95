package dev.murmur.judge;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// How much there is to ask, before it is asked and paid for.
///
/// @param questions different ones
/// @param toAsk those whose answers are not on disk
/// @param questionTokens of those to ask, about: a token for every four characters of English
/// @param answerTokens the most that may come back
record Workload(int questions, int toAsk, long questionTokens, long answerTokens) {
    private static final int CHARACTERS_A_TOKEN = 4;

    static Workload of(List<ChatRequest> requests, AnswerCache cache) {
        Set<ChatRequest> different = new HashSet<>(requests);
        List<ChatRequest> toAsk = different.stream().filter(r -> !cache.has(r)).toList();
        return new Workload(
                different.size(),
                toAsk.size(),
                toAsk.stream().mapToLong(ChatRequest::characters).sum() / CHARACTERS_A_TOKEN,
                toAsk.stream().mapToLong(ChatRequest::maxTokens).sum());
    }

    /// For who pays.
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d questions to ask (%d more are answered on disk), about %,d tokens to read and at"
                        + " most %,d to write",
                toAsk,
                questions - toAsk,
                questionTokens,
                answerTokens);
    }
}
