package dev.murmur.demo;

/// Every knob of the demo's training in one place; those of its data are [WorldSettings].
///
/// @param pretrain on plain statements, from random weights
/// @param sft on conversations
/// @param rewardModel on rankings, from the SFT model
/// @param online both arms
/// @param bestOf how many replies to pick the best from, the largest last
public record DemoSettings(
        WorldSettings world,
        Training pretrain,
        Training sft,
        Training rewardModel,
        Online online,
        int[] bestOf) {
    /// One run of the trainer.
    public record Training(double learningRate, int batchSize, int epochs) {}

    /// The iterations of one arm.
    ///
    /// @param samples replies a prompt
    /// @param beta weight of the implicit KL penalty
    public record Online(
            int iterations,
            int promptsPerIteration,
            int samples,
            int maxNewTokens,
            double beta,
            Training training) {}

    static DemoSettings of(DemoSize size) {
        WorldSettings world = WorldSettings.of(size);
        return switch (size) {
            case SMOKE ->
                    new DemoSettings(
                            world,
                            new Training(3e-3, 16, 3),
                            new Training(2e-3, 16, 3),
                            new Training(1e-3, 8, 2),
                            new Online(3, 64, 4, 64, 0.1, new Training(2e-4, 16, 1)),
                            new int[] {1, 4, 16});
            case DEFAULT ->
                    new DemoSettings(
                            world,
                            new Training(3e-3, 16, 2),
                            new Training(2e-3, 16, 2),
                            new Training(1e-3, 8, 2),
                            new Online(3, 400, 8, 96, 0.5, new Training(1.1e-4, 32, 1)),
                            new int[] {1, 4, 16});
        };
    }
}
