package dev.murmur.benchmark;

import dev.murmur.data.DataException;
import java.util.List;
import java.util.function.Function;

/// Every benchmark of chat replies there is; one line adds one.
///
/// @param published questions that it has
/// @param judgementTokens the longest judgement that its own tools allow
/// @param read its data
record ChatBenchmarks(
        String name,
        String folder,
        String source,
        int published,
        int judgementTokens,
        Function<BenchmarkFolder, ChatBenchmark<?>> read) {
    static final List<ChatBenchmarks> ALL =
            List.of(
                    new ChatBenchmarks(
                            AlpacaChat.NAME,
                            AlpacaChat.NAME,
                            "tatsu-lab/alpaca_eval (docs/benchmarks/alpaca.md says which files)",
                            AlpacaEval.INSTRUCTIONS,
                            1,
                            AlpacaChat::read),
                    new ChatBenchmarks(
                            ArenaHard.NAME,
                            ArenaHard.NAME,
                            "lmarena/arena-hard-auto, version 0.1 (docs/benchmarks/arena_hard.md)",
                            500,
                            4096,
                            ArenaHard::read),
                    new ChatBenchmarks(
                            MtBench.NAME,
                            MtBench.NAME,
                            "FastChat's llm_judge/data (docs/benchmarks/mt_bench.md)",
                            80,
                            2048,
                            MtBench::read),
                    new ChatBenchmarks(
                            MtBenchPairwise.NAME,
                            MtBench.NAME,
                            "FastChat's llm_judge/data (docs/benchmarks/mt_bench.md)",
                            80,
                            2048,
                            MtBenchPairwise::read));

    static ChatBenchmarks named(String name) {
        return ALL.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new DataException(
                                "there is no benchmark '"
                                        + name
                                        + "'; known: "
                                        + ALL.stream().map(ChatBenchmarks::name).toList()));
    }
}
