package dev.murmur.recipe;

import dev.murmur.metrics.RunContext;
import java.nio.file.Path;
import java.time.InstantSource;

/// Runs a recipe of any kind.
public final class RecipeRunner {
    private RecipeRunner() {}

    /// Checks everything that can be checked, then works through the phases that are not done.
    ///
    /// @param resume whether to go on with a run that is there already
    /// @return folder of the trained model, or of the run if none is trained
    /// @throws dev.murmur.metrics.StoppedException if asked to stop, once it can be resumed
    public static Path run(Recipe recipe, boolean resume, RunContext context, InstantSource clock) {
        return switch (recipe) {
            case SftRecipe sft -> new SftRun(sft).run(resume, context, clock);
            case RewardModelRecipe reward -> new RewardModelRun(reward).run(resume, context, clock);
            case PreferenceRecipe preference ->
                    new PreferenceRun(preference).run(resume, context, clock);
            case UnpairedRecipe unpaired -> new UnpairedRun(unpaired).run(resume, context, clock);
            case RejectionSamplingRecipe rejection ->
                    new RejectionSamplingRun(rejection).run(resume, context, clock);
            case EvaluationRecipe evaluation ->
                    new EvaluationRun(evaluation).run(resume, context, clock);
            case BenchmarkRecipe benchmark -> new BenchmarkRun(benchmark).run(resume, context);
            case ChatBenchmarkRecipe benchmark ->
                    new ChatBenchmarkRun(benchmark).run(resume, context);
            case RewardBenchmarkRecipe benchmark ->
                    new RewardBenchmarkRun(benchmark).run(resume, context);
            case OnlineRecipe online -> new OnlineRun(online).run(resume, context, clock);
            case PolicyGradientRecipe gradient ->
                    new PolicyGradientRun(gradient).run(resume, context, clock);
        };
    }
}
