package dev.murmur.demo;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.murmur.data.AtomicFiles;
import java.nio.file.Path;

/// The recipes that the demo runs, as files that a user can change and run again.
record DemoRecipes(DemoFiles files, DemoSettings settings, long seed) {
    static final String PRETRAIN = "pretrain";
    static final String SFT = "sft";
    static final String REWARD_MODEL = "reward-model";

    /// Longer than any prompt or conversation of the world; nothing is cut.
    private static final int MAX_TOKENS = 192;

    void write() {
        WorldFiles world = files.world();
        write(
                PRETRAIN,
                "The small Llama learns the world's facts, from random weights.",
                "sft",
                fineTuning(files.base(), world.pretrain(), settings.pretrain()));
        write(
                SFT,
                "It learns to converse, as well and as badly as the world's writers do.",
                "sft",
                fineTuning(files.model(PRETRAIN), world.conversations(), settings.sft()));
        write(
                REWARD_MODEL,
                "A K-wise reward model learns the annotator's taste from 7-way rankings.",
                "reward-model",
                rewardModel());
        for (Arm arm : Arm.values()) {
            write(
                    arm.id(),
                    "The SFT model learns from its own replies as the reward model scores them: "
                            + arm.title()
                            + ".",
                    "online",
                    online(arm));
        }
    }

    private void write(String name, String comment, String kind, String body) {
        String text =
                """
                # %s
                # Written by ./murmur demo. Run it: ./murmur run %s
                kind: %s
                name: %s
                seed: %d
                output: %s
                %s\
                """
                        .formatted(
                                comment,
                                files.recipe(name),
                                kind,
                                name,
                                seed,
                                quoted(files.run(name)),
                                body);
        AtomicFiles.writeText(files.recipe(name), out -> out.write(text));
    }

    private static String fineTuning(Path model, Path data, DemoSettings.Training training) {
        return """
        model:
          path: %s
        data:
          path: %s
          max_tokens: %d
        %s\
        """
                .formatted(quoted(model), quoted(data), MAX_TOKENS, training(training));
    }

    private String rewardModel() {
        return """
        model:
          path: %s
        data:
          path: %s
          eval: %s
          max_tokens: %d
        loss:
          type: plackett-luce
          ties: exclude
        %s\
        """
                .formatted(
                        quoted(files.model(SFT)),
                        quoted(files.world().rankings()),
                        quoted(files.world().heldOutRankings()),
                        MAX_TOKENS,
                        training(settings.rewardModel()));
    }

    private String online(Arm arm) {
        DemoSettings.Online online = settings.online();
        return """
        model:
          path: %s
        iterations: %d
        reference: initial
        prompts:
          path: %s
          per_iteration: %d
          max_tokens: %d
        sampling:
          n: %d
          max_new_tokens: %d
        reward:
          type: scalar
          path: %s
        pairs:
          select: best-worst
        loss: %s
        %sevaluation:
          prompts: %s
          judge:
            type: rule
            rule: checklist
          decoding:
            type: sampling
            max_new_tokens: %d
        """
                .formatted(
                        quoted(files.model(SFT)),
                        online.iterations(),
                        quoted(files.world().prompts()),
                        online.promptsPerIteration(),
                        MAX_TOKENS,
                        online.samples(),
                        online.maxNewTokens(),
                        quoted(files.model(REWARD_MODEL)),
                        arm.loss(settings),
                        training(online.training()),
                        quoted(files.world().heldOutPrompts()),
                        online.maxNewTokens());
    }

    private static String training(DemoSettings.Training training) {
        return """
        training:
          learning_rate: %s
          batch_size: %d
          epochs: %d
        """
                .formatted(training.learningRate(), training.batchSize(), training.epochs());
    }

    /// As a double-quoted YAML scalar, whatever the path is.
    private static String quoted(Path path) {
        return TextNode.valueOf(path.toString()).toString();
    }
}
