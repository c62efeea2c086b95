package dev.murmur.recipe;

import dev.murmur.benchmark.ChatQuestion;
import dev.murmur.benchmark.ChatRun;
import dev.murmur.benchmark.Replier;
import dev.murmur.data.Prompt;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.text.ChatMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Measures a model's replies on benchmarks, one after the other.
record ChatBenchmarkRun(ChatBenchmarkRecipe recipe) {
    /// @return the run folder, in which each benchmark has a folder: no model is made
    Path run(boolean resume, RunContext context) {
        recipe.model()
                .ifPresent(model -> {
                    CausalLm.check(model.path());
                    TextModel.open(model).close();
                });
        List<ChatRun> runs =
                recipe.benchmarks().stream()
                        .map(name -> ChatRun.read(name, recipe.data(), recipe.limit()))
                        .toList();
        check(runs);
        List<ChatRun.Parts> parts = runs.stream().map(this::parts).toList();
        Path folder = RunFolder.enter(recipe, resume, Map.of());
        for (int i = 0; i < runs.size(); i++) {
            ChatRun run = runs.get(i);
            run.run(folder.resolve(run.name()), parts.get(i), recipe.runs(), context);
        }
        return folder;
    }

    private ChatRun.Parts parts(ChatRun run) {
        Supplier<Replier> replier;
        Map<String, String> conditions;
        if (recipe.replies().isPresent()) {
            Path given = recipe.replies().get().resolve(run.name());
            Replier there = run.given(given);
            replier = () -> there;
            conditions = BenchmarkRun.conditions(Map.of("replies", given));
        } else {
            ModelSection model = recipe.model().orElseThrow();
            replier = () -> ModelReplier.open(model, recipe.decoding(), recipe.seed());
            conditions = conditions(model);
        }
        return new ChatRun.Parts(
                recipe.name(),
                replier,
                conditions,
                recipe.judge()::open,
                recipe.judge().conditions());
    }

    private void check(List<ChatRun> runs) {
        if (recipe.judge() instanceof ExaminerSection.Reward) {
            runs.stream()
                    .filter(run -> !run.takesReward())
                    .findFirst()
                    .ifPresent(run -> {
                        throw new RecipeException(
                                "judge.type is reward, and "
                                        + run.name()
                                        + " needs words; take a chat model, or another benchmark");
                    });
        }
        List<Prompt> prompts =
                runs.stream()
                        .flatMap(run -> run.questions().stream())
                        .map(ChatBenchmarkRun::prompt)
                        .toList();
        recipe.judge().check(prompts);
        recipe.decoding()
                .filter(DecodingSection.BestOfN.class::isInstance)
                .map(DecodingSection.BestOfN.class::cast)
                .ifPresent(best -> Rewards.check(best.reward(), prompts));
    }

    private static Prompt prompt(ChatQuestion question) {
        return new Prompt(
                question.id(),
                List.of(ChatMessage.user(question.turns().getFirst())),
                "",
                Map.of());
    }

    private Map<String, String> conditions(ModelSection model) {
        var conditions = new TreeMap<>(BenchmarkRun.conditions(Map.of("model", model.path())));
        conditions.put("dtype", model.weights().toString());
        conditions.put("template", TextModel.templateKey(model));
        conditions.put(
                "decoding",
                recipe.decoding()
                        .map(Object::toString)
                        .orElse("the benchmark's own temperatures and lengths"));
        conditions.put("seed", Long.toString(recipe.seed()));
        return conditions;
    }
}
