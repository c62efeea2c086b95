package dev.murmur.recipe;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.DataReader;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenLimits;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.online.Baseline;
import dev.murmur.online.HeldOut;
import dev.murmur.online.HeldOutEvaluation;
import dev.murmur.online.Part;
import dev.murmur.online.PhaseLedger;
import dev.murmur.report.RunReport;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Measures a model against a baseline.
final class EvaluationRun {
    private final EvaluationRecipe recipe;
    private final TokenLimits limits;

    EvaluationRun(EvaluationRecipe recipe) {
        this.recipe = recipe;
        HeldOutSection prompts = recipe.prompts();
        this.limits =
                LoopWiring.limits(
                        recipe.model(),
                        prompts.maxTokens(),
                        recipe.longestReply(),
                        prompts.overlong());
    }

    /// @return the run folder: no model is made
    Path run(boolean resume, RunContext context, InstantSource clock) {
        CausalLm.check(recipe.model().path());
        List<Prompt> prompts =
                new PromptFile(recipe.prompts().path())
                        .heldOut(recipe.model(), limits, recipe.prompts().maxPrompts());
        checkRewards(prompts);
        Baseline baseline = baseline(prompts);
        Path folder = RunFolder.enter(recipe, resume, files());
        var evaluation =
                new HeldOutEvaluation(
                        folder.resolve("baseline"),
                        baseline,
                        heldOut(prompts),
                        LoopWiring.policy(
                                recipe.model(),
                                limits,
                                recipe.model().weights(),
                                recipe.maxTokens(),
                                recipe.reward()),
                        new PhaseLedger(folder, context.stop(), clock),
                        context);
        evaluation.ofStart();
        evaluation.of(folder, recipe.model().path());
        RunReport.write(List.of(folder), folder.resolve("report.html"));
        return folder;
    }

    private void checkRewards(List<Prompt> prompts) {
        Rewards.check(recipe.reward(), prompts);
        Rewards.check(recipe.judge(), prompts);
        check(recipe.decoding(), prompts);
        if (recipe.baseline() instanceof BaselineSection.Model base) {
            check(base.decoding(), prompts);
        }
    }

    private static void check(DecodingSection decoding, List<Prompt> prompts) {
        if (decoding instanceof DecodingSection.BestOfN best) {
            Rewards.check(best.reward(), prompts);
        }
    }

    private HeldOut heldOut(List<Prompt> prompts) {
        return new HeldOut(
                new Part<>(
                        () -> prompts,
                        Map.of("max_prompts", recipe.prompts().maxPrompts().toString()),
                        Map.of("file", recipe.prompts().path())),
                recipe.decoding().decoding(recipe.seed()),
                Rewards.part(recipe.judge()));
    }

    private Map<String, Path> files() {
        var files = new TreeMap<String, Path>(Map.of("prompts", recipe.prompts().path()));
        if (recipe.baseline() instanceof BaselineSection.Replies given) {
            files.put("baseline", given.path());
        }
        return files;
    }

    private Baseline baseline(List<Prompt> prompts) {
        return switch (recipe.baseline()) {
            case BaselineSection.Model base -> {
                requireSameIds(base, prompts);
                yield new Baseline.Model(base.path(), base.decoding().decoding(recipe.seed()));
            }
            case BaselineSection.Replies given -> {
                List<Candidates> replies = replies(given.path(), prompts);
                yield new Baseline.Replies(
                        new Part<>(() -> replies, Map.of(), Map.of("file", given.path())));
            }
        };
    }

    /// A log-ratio of two models is one only if they read the same tokens.
    private void requireSameIds(BaselineSection.Model base, List<Prompt> prompts) {
        CausalLm.check(base.path());
        List<int[]> own = ids(recipe.model(), prompts);
        List<int[]> theirs =
                ids(
                        new ModelSection(
                                base.path(), recipe.model().template(), recipe.model().dtype()),
                        prompts);
        for (int i = 0; i < own.size(); i++) {
            if (!Arrays.equals(own.get(i), theirs.get(i))) {
                throw new RecipeException(
                        "baseline.path "
                                + base.path()
                                + " gives prompt '"
                                + prompts.get(i).id()
                                + "' other tokens than "
                                + recipe.model().path()
                                + "; write its replies with 'murmur generate' and compare with them"
                                + " by baseline.type replies");
            }
        }
    }

    private List<int[]> ids(ModelSection model, List<Prompt> prompts) {
        try (TextModel text = TextModel.open(model)) {
            return text.encoder(limits).prompts(prompts).requireAll();
        }
    }

    /// The replies of a file to the held-out prompts, with the tokens that the model's own
    /// tokenizer gives them, so that lengths compare.
    private List<Candidates> replies(Path file, List<Prompt> prompts) {
        Map<String, Candidates> byId =
                DataReader.candidates(file).stream()
                        .collect(Collectors.toMap(row -> row.prompt().id(), Function.identity()));
        List<Candidates> texts = prompts.stream().map(p -> reply(file, byId, p)).toList();
        try (TextModel text = TextModel.open(recipe.model())) {
            List<TokenGroup> tokens = text.encoder(TokenLimits.NONE).candidates(texts).requireAll();
            return IntStream.range(0, texts.size())
                    .mapToObj(i -> tokenised(texts.get(i), tokens.get(i)))
                    .toList();
        }
    }

    private static Candidates reply(Path file, Map<String, Candidates> byId, Prompt prompt) {
        Candidates row = byId.get(prompt.id());
        int replies = row == null ? 0 : row.replies().size();
        if (row == null || replies != 1) {
            throw new DataException(
                    file
                            + " has "
                            + replies
                            + " replies to the held-out prompt '"
                            + prompt.id()
                            + "', must have 1");
        }
        Reply reply = row.replies().getFirst();
        return new Candidates(prompt, List.of(new Reply(reply.text(), new int[0], reply.finish())));
    }

    private static Candidates tokenised(Candidates row, TokenGroup tokens) {
        Reply reply = row.replies().getFirst();
        int[] ids = tokens.replies().getFirst().ids();
        return new Candidates(row.prompt(), List.of(new Reply(reply.text(), ids, reply.finish())));
    }
}
