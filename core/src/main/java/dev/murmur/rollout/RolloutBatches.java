package dev.murmur.rollout;

import dev.murmur.data.Candidates;
import dev.murmur.data.KeyedRandom;
import dev.murmur.data.Prompt;
import dev.murmur.data.TokenGroup;
import dev.murmur.metrics.RunContext;
import dev.murmur.objective.PolicyExample;
import dev.murmur.objective.PolicyExample.Credited;
import dev.murmur.training.Batches;
import dev.murmur.training.EpochBatches;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The batches of policy-gradient training: an iteration's rollouts are made when its first step
/// asks for them, with the policy as it is then, unless they are in their files already.
public final class RolloutBatches implements Batches<PolicyExample> {
    private final RolloutSettings settings;
    private final RolloutSteps steps;
    private final RolloutModels models;
    private final IntFunction<List<Prompt>> prompts;
    private final Path run;
    private final RolloutCollector collector;
    private int iteration;
    private @Nullable EpochBatches<PolicyExample> current;

    /// @param prompts of an iteration, from 1
    /// @param run the run folder
    public RolloutBatches(
            RolloutSettings settings,
            RolloutSteps steps,
            RolloutModels models,
            IntFunction<List<Prompt>> prompts,
            Path run,
            RunContext context) {
        this.settings = settings;
        this.steps = steps;
        this.models = models;
        this.prompts = prompts;
        this.run = run;
        this.collector = new RolloutCollector(settings, models, context);
    }

    @Override
    public long steps() {
        return steps.total();
    }

    /// A prompt with more replies than fit into memory comes in parts.
    @Override
    public List<PolicyExample> batch(long step) {
        int wanted = steps.iteration(step);
        EpochBatches<PolicyExample> batches = current;
        if (batches == null || iteration != wanted) {
            batches = begin(wanted);
            current = batches;
            iteration = wanted;
        }
        return batches.batch(step - steps.before(wanted)).stream()
                .flatMap(example -> example.split(settings.maxTokens()).stream())
                .toList();
    }

    private EpochBatches<PolicyExample> begin(int wanted) {
        RolloutFiles files = RolloutFiles.of(run, wanted, models.value() != null);
        if (!files.exist()) {
            files.write(collector.collect(wanted, prompts.apply(wanted), before(wanted)));
        }
        long key = KeyedRandom.key(settings.sampling().seed(), "rollout order", "");
        return new EpochBatches<>(
                read(files), steps.batchSize(), steps.epochs(), KeyedRandom.bits(key, wanted));
    }

    private RunningMoments before(int wanted) {
        return wanted == 1
                ? RunningMoments.NONE
                : RolloutFiles.of(run, wanted - 1, models.value() != null).readSummary().scores();
    }

    private List<PolicyExample> read(RolloutFiles files) {
        List<Candidates> candidates = files.readCandidates();
        List<TokenGroup> groups = models.encoder().candidates(candidates).requireAll();
        List<List<Credited>> credited = files.readTokens(candidates);
        RolloutSummary summary = files.readSummary();
        var examples = new ArrayList<PolicyExample>();
        for (int i = 0; i < groups.size(); i++) {
            examples.add(
                    new PolicyExample(
                            groups.get(i),
                            credited.get(i),
                            summary.iteration() > settings.valueWarmup(),
                            summary.metrics()));
        }
        return examples;
    }
}
