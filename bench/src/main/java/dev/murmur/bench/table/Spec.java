package dev.murmur.bench.table;

import java.nio.file.Path;

/// What one process is to do, as JSON: `bench/peers` reads the same file.
///
/// @param task what to do
/// @param model folder of the language model
/// @param reward folder of the reward model
/// @param data file of rows
/// @param precision to compute in
/// @param dataRows how many of them are needed, from the first
/// @param batch rows of a step
/// @param warmUp steps before the clock starts
/// @param steps under the clock
/// @param tokens of a step, each prompt and reply as a sequence of its own, without padding
/// @param replies a prompt, where replies are drawn
/// @param newTokens of each reply that is drawn
/// @param folder where the process may write; empty when it starts
public record Spec(
        Task task,
        Path model,
        Path reward,
        Path data,
        Precision precision,
        int dataRows,
        int batch,
        int warmUp,
        int steps,
        long tokens,
        int replies,
        int newTokens,
        Path folder) {}
