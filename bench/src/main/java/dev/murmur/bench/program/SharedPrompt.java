package dev.murmur.bench.program;

import dev.murmur.data.TokenGroup;
import dev.murmur.model.CausalLm;
import java.util.List;
import java.util.Locale;

/// What it saves to compute a prompt once for its K replies: forward and backward of groups against
/// the same replies as separate full sequences, on one thread, in CPU time of the thread.
public final class SharedPrompt {
    private static final int REPLY = 64;

    private SharedPrompt() {}

    public static void main(String[] args) {
        for (Sizes size : List.of(Sizes.M1, Sizes.M15)) {
            try (CausalLm model = size.open(1)) {
                for (int replies : new int[] {2, 8}) {
                    for (int prompt : new int[] {REPLY, 3 * REPLY}) {
                        compare(size, model, prompt, replies);
                    }
                }
            }
        }
    }

    private static void compare(Sizes size, CausalLm model, int prompt, int replies) {
        List<TokenGroup> groups = Sample.groups(16 / replies, prompt, replies, REPLY, size.vocab());
        List<TokenGroup> separate =
                groups.stream()
                        .flatMap(g ->
                                g.replies().stream()
                                        .map(r -> new TokenGroup(g.id(), g.prompt(), List.of(r))))
                        .toList();
        double law = (double) replies * (prompt + REPLY) / (prompt + replies * REPLY);
        new Contest(Contest.THREAD, 5)
                .run(
                        String.format(
                                Locale.ROOT,
                                "%s, K = %d, P = %d R, tokens %.2f; separate against shared",
                                size,
                                replies,
                                prompt / REPLY,
                                law),
                        () -> TrainingStep.step(model, separate),
                        () -> TrainingStep.step(model, groups));
    }
}
