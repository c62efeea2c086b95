package dev.murmur.recipe;

import dev.murmur.benchmark.Examiner;
import dev.murmur.data.Candidates;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenLimits;
import dev.murmur.data.TokenReply;
import dev.murmur.generation.LocalGenerator;
import dev.murmur.generation.SamplingParams;
import dev.murmur.judge.AnswerCache;
import dev.murmur.judge.ChatAnswer;
import dev.murmur.judge.ChatRequest;
import dev.murmur.judge.Judge;
import dev.murmur.judge.Panel;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import dev.murmur.model.CausalLm;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.online.FileHashes;
import dev.murmur.reward.ScalarReward;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/// A judge in this process. Opened when there is something to ask that was not asked before.
final class ModelPanel implements Panel {
    /// What is lost if the process is killed.
    private static final int QUESTIONS_AT_ONCE = 16;

    private final ModelSection section;
    private final AnswerCache cache;
    private @Nullable Opened opened;

    /// A model and what reads and writes for it.
    private record Opened(TextModel text, CausalLm model, LocalGenerator generator)
            implements AutoCloseable {
        static Opened open(ModelSection section) {
            TextModel text = TextModel.open(section);
            CausalLm model = CausalLm.frozen(section.path(), section.weights());
            return new Opened(
                    text,
                    model,
                    LocalGenerator.over(
                            model,
                            text.folder(),
                            text.encoder(TokenLimits.NONE),
                            section.weights()));
        }

        @Override
        public void close() {
            generator.close();
            model.close();
            text.close();
        }
    }

    private ModelPanel(ModelSection section, Path cache) {
        this.section = section;
        this.cache = new AnswerCache(cache);
    }

    /// A judge that is known by what its folder and template hold: other weights are another judge.
    static Examiner examiner(ExaminerSection.Model model) {
        String files =
                new FileHashes().of(Map.of("model", model.path())).toString()
                        + TextModel.templateKey(model.model());
        Path name = model.path().toAbsolutePath().normalize().getFileName();
        return new Examiner.Chat(
                new Judge(
                        name + "@" + DigestUtils.sha256Hex(files).substring(0, 8),
                        model.temperature(),
                        model.maxTokens()),
                new ModelPanel(model.model(), model.cache()));
    }

    @Override
    public List<ChatAnswer> ask(List<ChatRequest> requests, String what, RunContext context) {
        List<ChatRequest> different = requests.stream().distinct().toList();
        List<ChatRequest> open =
                different.stream().filter(request -> cache.get(request).isEmpty()).toList();
        try (Progress.Task task = context.progress().start(what, different.size(), "judgements")) {
            task.advance((long) different.size() - open.size(), "");
            for (List<ChatRequest> alike : alike(open)) {
                if (context.stop().requested()) {
                    throw new StoppedException(
                            "stopped in '" + what + "'; the judgements so far are kept");
                }
                answer(alike);
                task.advance(alike.size(), "");
            }
        }
        return requests.stream().map(request -> cache.get(request).orElseThrow()).toList();
    }

    /// Questions that can be answered together, a few at a time.
    private static List<List<ChatRequest>> alike(List<ChatRequest> requests) {
        record Kind(boolean labels, double temperature, int maxTokens, int sample) {}
        var kinds = new LinkedHashMap<Kind, List<ChatRequest>>();
        for (ChatRequest request : requests) {
            var kind =
                    new Kind(
                            !request.labels().isEmpty(),
                            request.temperature(),
                            request.maxTokens(),
                            request.sample());
            kinds.computeIfAbsent(kind, _ -> new ArrayList<>()).add(request);
        }
        var parts = new ArrayList<List<ChatRequest>>();
        for (List<ChatRequest> all : kinds.values()) {
            for (int from = 0; from < all.size(); from += QUESTIONS_AT_ONCE) {
                parts.add(all.subList(from, Math.min(from + QUESTIONS_AT_ONCE, all.size())));
            }
        }
        return parts;
    }

    private void answer(List<ChatRequest> requests) {
        if (opened == null) {
            opened = Opened.open(section);
        }
        if (requests.getFirst().labels().isEmpty()) {
            write(opened, requests);
        } else {
            weigh(opened, requests);
        }
    }

    private void write(Opened model, List<ChatRequest> requests) {
        ChatRequest first = requests.getFirst();
        var params =
                new SamplingParams(
                        1, first.temperature(), 1, 0, 0, first.maxTokens(), first.sample());
        List<Candidates> replies =
                model.generator()
                        .generate(
                                requests.stream().map(ModelPanel::prompt).toList(),
                                params,
                                RunContext.QUIET);
        for (int i = 0; i < requests.size(); i++) {
            Reply reply = replies.get(i).replies().getFirst();
            cache.put(requests.get(i), new ChatAnswer(reply.text(), 0, reply.ids().length));
        }
    }

    /// How likely each label is as the first token of the answer.
    private void weigh(Opened model, List<ChatRequest> requests) {
        List<TokenGroup> whole =
                model.text()
                        .encoder(TokenLimits.NONE)
                        .candidates(requests.stream().map(ModelPanel::labels).toList())
                        .requireAll();
        List<TokenGroup> firstTokens =
                whole.stream()
                        .map(group ->
                                new TokenGroup(
                                        group.id(),
                                        group.prompt(),
                                        group.replies().stream()
                                                .map(reply ->
                                                        TokenReply.of(new int[] {reply.ids()[0]}))
                                                .toList()))
                        .toList();
        List<double[]> logProbs =
                ReplyScorer.logProbs(model.model(), ScalarReward.MAX_TOKENS)
                        .score(firstTokens, "labels", RunContext.QUIET);
        for (int i = 0; i < requests.size(); i++) {
            var likely = new LinkedHashMap<String, Double>();
            for (int label = 0; label < requests.get(i).labels().size(); label++) {
                likely.put(requests.get(i).labels().get(label), logProbs.get(i)[label]);
            }
            cache.put(requests.get(i), new ChatAnswer("", 0, 1, likely));
        }
    }

    private static Prompt prompt(ChatRequest request) {
        return new Prompt(request.key(), request.messages(), "", Map.of());
    }

    private static Candidates labels(ChatRequest request) {
        return new Candidates(
                prompt(request), request.labels().stream().map(Reply::written).toList());
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
        }
    }
}
