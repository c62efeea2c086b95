package dev.murmur.recipe;

import dev.murmur.benchmark.ChatQuestion;
import dev.murmur.benchmark.ChatReply;
import dev.murmur.benchmark.Replier;
import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.FinishReason;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.data.TokenLimits;
import dev.murmur.generation.BestOfN;
import dev.murmur.generation.LocalGenerator;
import dev.murmur.generation.SamplingParams;
import dev.murmur.metrics.RunContext;
import dev.murmur.online.Decoding;
import dev.murmur.reward.RewardModel;
import dev.murmur.text.ChatMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets a model reply to a benchmark's questions, turn by turn.
final class ModelReplier implements Replier {
    private final LocalGenerator generator;
    private final TextModel text;
    private final Optional<DecodingSection> decoding;
    private final long seed;
    private @Nullable RewardModel picker;

    /// @param decoding of all questions; empty for the benchmark's own
    private ModelReplier(
            LocalGenerator generator,
            TextModel text,
            Optional<DecodingSection> decoding,
            long seed) {
        this.generator = generator;
        this.text = text;
        this.decoding = decoding;
        this.seed = seed;
    }

    static ModelReplier open(ModelSection model, Optional<DecodingSection> decoding, long seed) {
        TextModel text = TextModel.open(model);
        try {
            return new ModelReplier(
                    LocalGenerator.open(model.path(), text.template(), model.weights()),
                    text,
                    decoding,
                    seed);
        } catch (RuntimeException e) {
            text.close();
            throw e;
        }
    }

    @Override
    public List<ChatReply> reply(List<ChatQuestion> questions, int run, RunContext context) {
        List<List<Reply>> replies = new ArrayList<>();
        questions.forEach(_ -> replies.add(new ArrayList<>()));
        int turns = questions.stream().mapToInt(q -> q.turns().size()).max().orElse(0);
        for (int turn = 0; turn < turns; turn++) {
            var asked = new LinkedHashMap<Integer, Prompt>();
            for (int i = 0; i < questions.size(); i++) {
                if (turn < questions.get(i).turns().size()) {
                    asked.put(i, prompt(questions.get(i), replies.get(i)));
                }
            }
            reply(questions, asked, run, context)
                    .forEach((question, reply) -> replies.get(question).add(reply));
        }
        var all = new ArrayList<ChatReply>();
        for (int i = 0; i < questions.size(); i++) {
            List<Reply> own = replies.get(i);
            all.add(
                    new ChatReply(
                            questions.get(i).id(),
                            own.stream().map(Reply::text).toList(),
                            own.stream().anyMatch(r -> r.finish() == FinishReason.LENGTH)));
        }
        return all;
    }

    /// The conversation so far; its turn keys what is drawn.
    private static Prompt prompt(ChatQuestion question, List<Reply> replies) {
        var messages = new ArrayList<ChatMessage>();
        for (int turn = 0; turn < replies.size(); turn++) {
            messages.add(ChatMessage.user(question.turns().get(turn)));
            messages.add(ChatMessage.assistant(replies.get(turn).text()));
        }
        messages.add(ChatMessage.user(question.turns().get(replies.size())));
        return new Prompt(question.id() + ", turn " + (replies.size() + 1), messages, "", Map.of());
    }

    /// @param asked by the question's place
    private Map<Integer, Reply> reply(
            List<ChatQuestion> questions, Map<Integer, Prompt> asked, int run, RunContext context) {
        if (decoding.isPresent()) {
            return replies(
                    asked,
                    decode(
                            decoding.get().decoding(seed + run),
                            List.copyOf(asked.values()),
                            context));
        }
        var groups = new LinkedHashMap<SamplingParams, Map<Integer, Prompt>>();
        asked.forEach((question, prompt) ->
                groups.computeIfAbsent(
                                params(questions.get(question), prompt, run),
                                _ -> new LinkedHashMap<>())
                        .put(question, prompt));
        var replies = new LinkedHashMap<Integer, Reply>();
        groups.forEach((params, own) ->
                replies.putAll(
                        replies(
                                own,
                                generator.generate(List.copyOf(own.values()), params, context))));
        return replies;
    }

    private static Map<Integer, Reply> replies(
            Map<Integer, Prompt> asked, List<Candidates> written) {
        var replies = new LinkedHashMap<Integer, Reply>();
        int next = 0;
        for (int question : asked.keySet()) {
            replies.put(question, written.get(next++).replies().getFirst());
        }
        return replies;
    }

    /// The benchmark's own, as far as the model has positions.
    private SamplingParams params(ChatQuestion question, Prompt prompt, int run) {
        int length =
                text.encoder(TokenLimits.NONE)
                        .prompts(List.of(prompt))
                        .requireAll()
                        .getFirst()
                        .length;
        int positions = text.folder().config().maxPositions();
        int room = Math.min(question.maxNewTokens(), positions - length);
        if (room < 1) {
            throw new DataException(
                    "question "
                            + prompt.id()
                            + " has "
                            + length
                            + " tokens, which leaves no room for a reply in the model's "
                            + positions
                            + " positions; measure a model with more");
        }
        return new SamplingParams(1, question.temperature(), 1, 0, 0, room, seed + run);
    }

    private List<Candidates> decode(Decoding how, List<Prompt> prompts, RunContext context) {
        return switch (how) {
            case Decoding.Sampling(SamplingParams params) ->
                    generator.generate(prompts, params, context);
            case Decoding.Beam beam -> generator.search(prompts, beam.params(), context);
            case Decoding.BestOfN best -> {
                List<Candidates> drawn = generator.generate(prompts, best.params(), context);
                if (picker == null) {
                    picker = best.reward().value().get();
                }
                List<double[]> scores = picker.score(drawn, context);
                var scored = new ArrayList<ScoredCandidates>();
                for (int i = 0; i < drawn.size(); i++) {
                    scored.add(new ScoredCandidates(drawn.get(i), scores.get(i)));
                }
                yield BestOfN.pick(scored);
            }
        };
    }

    @Override
    public void close() {
        if (picker != null) {
            picker.close();
        }
        generator.close();
        text.close();
    }
}
