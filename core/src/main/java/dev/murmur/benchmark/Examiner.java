package dev.murmur.benchmark;

import dev.murmur.data.Candidates;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.judge.ChatAnswer;
import dev.murmur.judge.ChatRequest;
import dev.murmur.judge.Judge;
import dev.murmur.judge.Panel;
import dev.murmur.metrics.RunContext;
import dev.murmur.reward.RewardModel;
import dev.murmur.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Who judges replies.
public sealed interface Examiner extends AutoCloseable {
    /// What it is, for results.
    String id();

    /// What should be known of its answers, by name.
    Map<String, Integer> counts();

    @Override
    void close();

    /// A chat model, asked in the benchmark's own words.
    ///
    /// @param panel asks; closed with this
    /// @param heard all answers so far
    record Chat(Judge judge, Panel panel, List<ChatAnswer> heard) implements Examiner {
        /// One that has heard nothing.
        public Chat(Judge judge, Panel panel) {
            this(judge, panel, new ArrayList<>());
        }

        @Override
        public String id() {
            return "judge:" + judge.model();
        }

        List<ChatAnswer> ask(List<ChatRequest> requests, String benchmark, RunContext context) {
            List<ChatAnswer> answers = panel.ask(requests, benchmark + ", " + id(), context);
            heard.addAll(answers);
            return answers;
        }

        @Override
        public Map<String, Integer> counts() {
            return Map.of(
                    "refused",
                    (int) heard.stream().filter(ChatAnswer::refused).count(),
                    "retries",
                    heard.stream().mapToInt(ChatAnswer::retries).sum());
        }

        @Override
        public void close() {
            panel.close();
        }
    }

    /// A reward model, which compares replies by their scores.
    ///
    /// @param reward closed with this
    record Reward(RewardModel reward) implements Examiner {
        @Override
        public String id() {
            return reward.id();
        }

        @Override
        public Map<String, Integer> counts() {
            return Map.of();
        }

        /// By how much each reply's score is above the baseline's; NaN where one has no score.
        ///
        /// @param exchanges of one turn each
        /// @param baseline replies to the same questions
        double[] margins(List<Exchange> exchanges, List<ChatReply> baseline, RunContext context) {
            var rows = new ArrayList<Candidates>();
            for (int i = 0; i < exchanges.size(); i++) {
                ChatQuestion question = exchanges.get(i).question();
                rows.add(
                        new Candidates(
                                new Prompt(
                                        question.id(),
                                        List.of(ChatMessage.user(question.turns().getFirst())),
                                        "",
                                        Map.of()),
                                List.of(
                                        Reply.written(exchanges.get(i).reply().turns().getFirst()),
                                        Reply.written(baseline.get(i).turns().getFirst()))));
            }
            return reward.score(rows, context).stream()
                    .mapToDouble(scores -> scores[0] - scores[1])
                    .toArray();
        }

        @Override
        public void close() {
            reward.close();
        }
    }
}
