package dev.murmur.online;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.data.Candidates;
import dev.murmur.data.DataReader;
import dev.murmur.data.DataWriter;
import dev.murmur.data.PreferencePair;
import dev.murmur.data.Prompt;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.generation.LogProbGap;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The files of an iteration, or of the start, as docs/architecture.md lists them.
///
/// @param folder `runs/<name>/iteration-N` or `runs/<name>/start`
record IterationFiles(Path folder) {
    static final String PROMPTS = "prompts.jsonl";
    static final String CANDIDATES = "candidates.jsonl";
    static final String SCORES = "scores.jsonl";
    static final String PAIRS = "pairs.jsonl";
    static final String SELECTION = "selection.json";
    static final String KEPT = "kept.jsonl";
    static final String PEAK = "peak.json";
    static final String REFERENCE = "reference.jsonl";
    static final String MARGINS = "margins.jsonl";
    static final String METRICS = "metrics.jsonl";
    static final String MODEL = "model";
    static final String REPLIES = "replies.jsonl";
    static final String REPLY_CANDIDATES = "reply-candidates.jsonl";
    static final String REPLY_SCORES = "reply-scores.jsonl";
    static final String REPLY_LOG_PROBS = "reply-log-probs.jsonl";
    static final String LOG_PROB_GAP = "log-prob-gap.json";
    static final String COMPUTE_GAP = "compute-gap.json";
    static final String OUTCOMES = "outcomes.jsonl";
    static final String EVALUATION = "evaluation.json";
    static final String MONITORS = "monitors.json";

    private static final JsonMapper JSON = new JsonMapper();

    Path model() {
        return folder.resolve(MODEL);
    }

    Path pairs() {
        return folder.resolve(PAIRS);
    }

    Path outcomes() {
        return folder.resolve(OUTCOMES);
    }

    Path evaluation() {
        return folder.resolve(EVALUATION);
    }

    Path monitors() {
        return folder.resolve(MONITORS);
    }

    void writePrompts(List<Prompt> prompts) {
        DataWriter.prompts(folder.resolve(PROMPTS), prompts);
    }

    List<Prompt> readPrompts() {
        return DataReader.prompts(folder.resolve(PROMPTS));
    }

    void writeCandidates(List<Candidates> candidates) {
        DataWriter.candidates(folder.resolve(CANDIDATES), candidates);
    }

    List<Candidates> readCandidates() {
        return DataReader.candidates(folder.resolve(CANDIDATES));
    }

    void writeReplies(List<Candidates> replies) {
        DataWriter.candidates(folder.resolve(REPLIES), replies);
    }

    List<Candidates> readReplies() {
        return DataReader.candidates(folder.resolve(REPLIES));
    }

    void writeReplyCandidates(List<Candidates> candidates) {
        DataWriter.candidates(folder.resolve(REPLY_CANDIDATES), candidates);
    }

    List<Candidates> readReplyCandidates() {
        return DataReader.candidates(folder.resolve(REPLY_CANDIDATES));
    }

    void writeReplyScores(List<ScoredCandidates> scored) {
        DataWriter.scores(folder.resolve(REPLY_SCORES), scored);
    }

    /// @param logProbs that each reply was drawn with, summed over its tokens, nats
    void writeReplyLogProbs(List<ScoredCandidates> logProbs) {
        DataWriter.scores(folder.resolve(REPLY_LOG_PROBS), logProbs);
    }

    List<ScoredCandidates> readReplyLogProbs() {
        return DataReader.scores(folder.resolve(REPLY_LOG_PROBS), readReplies());
    }

    void writeGap(LogProbGap gap) {
        EvaluationFiles.write(folder.resolve(LOG_PROB_GAP), gap);
    }

    void writeComputeGap(LogProbGap gap) {
        EvaluationFiles.write(folder.resolve(COMPUTE_GAP), gap);
    }

    LogProbGap readGap() {
        return EvaluationFiles.read(folder.resolve(LOG_PROB_GAP), LogProbGap.class);
    }

    void writeScores(List<ScoredCandidates> scored) {
        DataWriter.scores(folder.resolve(SCORES), scored);
    }

    List<ScoredCandidates> readScored() {
        return DataReader.scores(folder.resolve(SCORES), readCandidates());
    }

    /// @param unscored replies that had no score and so did not compete
    void writeKept(BestFinished.Kept kept, int unscored) {
        DataWriter.candidates(folder.resolve(KEPT), kept.replies());
        writeCounts("kept", kept.replies().size(), kept.skipped(), unscored);
    }

    List<Candidates> readKept() {
        return DataReader.candidates(folder.resolve(KEPT));
    }

    /// @param unscored replies that had no score and so did not compete
    void writeSelection(Selection selection, int unscored) {
        DataWriter.pairs(pairs(), selection.pairs());
        writeCounts("pairs", selection.pairs().size(), selection.skipped(), unscored);
    }

    private void writeCounts(String what, int number, Map<String, Integer> skipped, int unscored) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put(what, number);
        counts.put("skipped", skipped);
        counts.put("unscored_replies", unscored);
        AtomicFiles.writeText(
                folder.resolve(SELECTION),
                out -> out.write(JSON.writeValueAsString(counts) + "\n"));
    }

    List<PreferencePair> readPairs() {
        return DataReader.pairs(pairs());
    }

    void writeReference(List<ReferenceLogProbs> lines) {
        ReferenceFile.write(folder.resolve(REFERENCE), lines);
    }

    void writeMargins(List<MarginRewards> lines) {
        MarginFile.write(folder.resolve(MARGINS), lines);
    }

    /// As many as pairs, in their order.
    List<MarginRewards> readMargins() {
        return MarginFile.read(folder.resolve(MARGINS));
    }

    /// As many as pairs, in their order.
    List<ReferenceLogProbs> readReference() {
        return ReferenceFile.read(folder.resolve(REFERENCE));
    }
}
