package dev.murmur.bench.table;

import static dev.murmur.bench.table.ModelSize.M15;
import static dev.murmur.bench.table.Precision.BFLOAT16;
import static dev.murmur.bench.table.Precision.FLOAT32;

import java.util.List;
import java.util.stream.Collectors;

/// Every row of the table. Peers that take tens of seconds a step get few steps: rounds are what
/// medians are over.
final class Workloads {
    private static final Shape EVEN_PAIRS = new Shape(8, 256, 2, 128, 128);
    private static final Shape LONG_PROMPTS = new Shape(8, 512, 2, 64, 64);
    private static final Shape DRAWS = new Shape(16, 128, 8, 128, 128);
    private static final Shape SCORES = new Shape(16, 200, 7, 50, 300);

    static final List<Workload> ALL =
            List.of(
                    new Workload(
                            "dpo-15m",
                            Task.DPO,
                            Peer.TRL_DPO,
                            M15,
                            FLOAT32,
                            EVEN_PAIRS,
                            1,
                            2,
                            Target.faster(7, 0.25)),
                    new Workload(
                            "dpo-15m-bf16",
                            Task.DPO,
                            Peer.TRL_DPO,
                            M15,
                            BFLOAT16,
                            EVEN_PAIRS,
                            1,
                            2,
                            Target.faster(10)),
                    new Workload(
                            "dpo-15m-long",
                            Task.DPO,
                            Peer.TRL_DPO,
                            M15,
                            FLOAT32,
                            LONG_PROMPTS,
                            1,
                            2,
                            Target.faster(12)),
                    new Workload(
                            "sample-15m",
                            Task.SAMPLE,
                            Peer.GENERATE,
                            M15,
                            FLOAT32,
                            DRAWS,
                            1,
                            1,
                            Target.faster(6)),
                    new Workload(
                            "sample-15m-fast",
                            Task.SAMPLE,
                            Peer.GENERATE,
                            M15,
                            BFLOAT16,
                            DRAWS,
                            1,
                            1,
                            Target.faster(10)),
                    new Workload(
                            "score-15m",
                            Task.SCORE,
                            Peer.SCORE,
                            M15,
                            FLOAT32,
                            SCORES,
                            1,
                            3,
                            Target.faster(3)),
                    new Workload(
                            "starling-15m",
                            Task.SCORE,
                            Peer.STARLING,
                            M15,
                            FLOAT32,
                            SCORES,
                            0,
                            1,
                            Target.faster(25)));

    private Workloads() {}

    /// @throws IllegalArgumentException if there is none of this name; lists those that exist
    static Workload named(String name) {
        return ALL.stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "there is no workload '"
                                        + name
                                        + "'; there are "
                                        + ALL.stream()
                                                .map(Workload::name)
                                                .collect(Collectors.joining(", "))));
    }
}
