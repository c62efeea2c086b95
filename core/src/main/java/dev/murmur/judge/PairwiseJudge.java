package dev.murmur.judge;

import dev.murmur.metrics.RunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A language model that is shown two replies, once in each order, since judges favour a place
/// (Zheng et al. 2023, arXiv 2306.05685, section 3.3): only a verdict that both orders give counts,
/// two that differ are a tie.
///
/// @param panel asks; closed with this
public record PairwiseJudge(Judge judge, Rubric rubric, Panel panel) implements PreferenceJudge {
    @Override
    public String id() {
        return "pairwise-judge:" + judge.model() + ", rubric " + rubric.hash();
    }

    /// @throws java.io.UncheckedIOException if the service does not answer
    @Override
    public List<Verdict> compare(List<Match> matches, RunContext context) {
        var requests = new ArrayList<ChatRequest>();
        for (Match match : matches) {
            requests.add(request(match, match.first().text(), match.second().text()));
            requests.add(request(match, match.second().text(), match.first().text()));
        }
        List<ChatAnswer> answers = panel.ask(requests, id(), context);
        var verdicts = new ArrayList<Verdict>();
        for (int i = 0; i < matches.size(); i++) {
            Verdict inOrder = Verdict.read(answers.get(2 * i).text());
            Verdict swapped = Verdict.read(answers.get(2 * i + 1).text());
            verdicts.add(inOrder.and(swapped.swapped()));
        }
        return verdicts;
    }

    private ChatRequest request(Match match, String first, String second) {
        return judge.request(
                rubric.ask(match.prompt().messages(), Map.of("first", first, "second", second)));
    }

    @Override
    public void close() {
        panel.close();
    }
}
