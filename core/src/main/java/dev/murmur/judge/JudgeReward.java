package dev.murmur.judge;

import dev.murmur.data.Candidates;
import dev.murmur.data.Reply;
import dev.murmur.metrics.RunContext;
import dev.murmur.reward.RewardModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A reward that a language model gives: it is shown the conversation and one reply, and rates it.
///
/// A reply whose rating cannot be read has no score (NaN); how many there are, and one of the
/// answers, is said.
///
/// @param panel asks; closed with this
public record JudgeReward(Judge judge, Rubric rubric, Ratings ratings, Panel panel)
        implements RewardModel {
    private static final Logger LOG = LoggerFactory.getLogger(JudgeReward.class);

    /// What a judge with a rubric is called: one rubric's ratings are no other's.
    public static String id(String model, Rubric rubric) {
        return "judge:" + model + ", rubric " + rubric.hash();
    }

    @Override
    public String id() {
        return id(judge.model(), rubric);
    }

    /// @throws java.io.UncheckedIOException if the service does not answer; what it has answered is
    ///   kept, so that another call goes on from there
    @Override
    public List<double[]> score(List<Candidates> batch, RunContext context) {
        List<ChatRequest> requests =
                batch.stream()
                        .flatMap(row -> row.replies().stream().map(reply -> request(row, reply)))
                        .toList();
        List<ChatAnswer> answers = panel.ask(requests, id(), context);
        var unread = new ArrayList<String>();
        var scores = new ArrayList<double[]>();
        int at = 0;
        for (Candidates row : batch) {
            var ofRow = new double[row.replies().size()];
            for (int reply = 0; reply < ofRow.length; reply++) {
                ofRow[reply] = rating(answers.get(at++).text(), unread);
            }
            scores.add(ofRow);
        }
        if (!unread.isEmpty()) {
            LOG.warn(
                    "{}: {} of {} judgements hold no one rating from {} to {}, so their replies have"
                            + " no score; one is: {}",
                    id(),
                    unread.size(),
                    answers.size(),
                    ratings.lowest(),
                    ratings.highest(),
                    unread.getFirst());
        }
        return scores;
    }

    private ChatRequest request(Candidates row, Reply reply) {
        return judge.request(rubric.ask(row.prompt().messages(), Map.of("reply", reply.text())));
    }

    private double rating(String answer, List<String> unread) {
        OptionalDouble rating = ratings.read(answer);
        if (rating.isEmpty()) {
            unread.add(answer);
        }
        return rating.orElse(Double.NaN);
    }

    @Override
    public void close() {
        panel.close();
    }
}
