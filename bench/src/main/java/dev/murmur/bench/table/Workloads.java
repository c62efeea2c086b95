package dev.murmur.bench.table;

import static dev.murmur.bench.table.ModelSize.M110;
import static dev.murmur.bench.table.ModelSize.M15;
import static dev.murmur.bench.table.Precision.BFLOAT16;
import static dev.murmur.bench.table.Precision.FLOAT32;
import static dev.murmur.bench.table.Precision.INT8;

import java.util.List;
import java.util.stream.Collectors;

/// Every row of the table. Peers take up to tens of seconds a step, so steps are few: it is rounds
/// that medians are over. The larger model gets fewer rows a step.
final class Workloads {
    private static final Shape PAIRS = new Shape(8, 256, 2, 128, 128);
    private static final Shape LONG_PROMPTS = new Shape(8, 512, 2, 64, 64);
    private static final Shape DRAWS = new Shape(16, 128, 8, 128, 128);
    private static final Shape SCORES = new Shape(16, 200, 7, 50, 300);
    private static final Shape RANKINGS = new Shape(8, 200, 7, 50, 300);
    private static final Shape CHATS = new Shape(32, 56, 1, 50, 350);
    private static final Shape SINGLE = new Shape(4, 128, 1, 128, 128);
    private static final Shape ITERATION = new Shape(64, 128, 8, 128, 128);

    private static final Course PEERS = new Course(1, 2);
    private static final Course ONCE = new Course(1, 1);
    private static final Course WHOLE = new Course(0, 1); // with all that comes before

    static final List<Workload> ALL =
            List.of(
                    dpo("dpo-15m", M15, FLOAT32, PAIRS, Target.faster(7, 0.25)),
                    dpo("dpo-15m-bf16", M15, BFLOAT16, PAIRS, Target.faster(10)),
                    dpo("dpo-15m-long", M15, FLOAT32, LONG_PROMPTS, Target.faster(12)),
                    sample("sample-15m", M15, FLOAT32, DRAWS, Target.faster(6)),
                    sample("sample-15m-bf16", M15, BFLOAT16, DRAWS, Target.NONE),
                    sample("sample-15m-int8", M15, INT8, DRAWS, Target.faster(10)),
                    score("score-15m", M15, SCORES, Target.faster(3)),
                    starling("starling-15m", M15, SCORES, Target.faster(25)),
                    online("online-15m", M15, ITERATION, Target.faster(7)),
                    ranking("ranking-15m", M15, RANKINGS),
                    sft("sft-15m", M15, CHATS),
                    greedy("greedy-15m", M15, FLOAT32, SINGLE),
                    greedy("greedy-15m-int8", M15, INT8, SINGLE),
                    dpo("dpo-110m", M110, FLOAT32, prompts(3, PAIRS), Target.NONE),
                    dpo("dpo-110m-bf16", M110, BFLOAT16, prompts(3, PAIRS), Target.NONE),
                    dpo("dpo-110m-long", M110, FLOAT32, prompts(2, LONG_PROMPTS), Target.NONE),
                    sample("sample-110m", M110, FLOAT32, prompts(4, DRAWS), Target.NONE),
                    sample("sample-110m-bf16", M110, BFLOAT16, prompts(4, DRAWS), Target.NONE),
                    score("score-110m", M110, prompts(4, SCORES), Target.NONE),
                    starling("starling-110m", M110, prompts(2, SCORES), Target.NONE),
                    online("online-110m", M110, prompts(8, ITERATION), Target.NONE),
                    ranking("ranking-110m", M110, prompts(2, RANKINGS)),
                    sft("sft-110m", M110, prompts(8, CHATS)),
                    greedy("greedy-110m", M110, FLOAT32, prompts(2, SINGLE)),
                    greedy("greedy-110m-bf16", M110, BFLOAT16, prompts(2, SINGLE)));

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

    private static Shape prompts(int prompts, Shape shape) {
        return new Shape(
                prompts, shape.prompt(), shape.replies(), shape.shortest(), shape.longest());
    }

    /// The larger model's steps are long enough for the JVM to become warm in one or two.
    private static Course ours(ModelSize size) {
        return size == M15 ? new Course(5, 5) : new Course(2, 3);
    }

    private static Workload dpo(
            String name, ModelSize size, Precision precision, Shape shape, Target target) {
        return new Workload(
                name, Task.DPO, Peer.TRL_DPO, size, precision, shape, ours(size), PEERS, target);
    }

    private static Workload sample(
            String name, ModelSize size, Precision precision, Shape shape, Target target) {
        return new Workload(
                name, Task.SAMPLE, Peer.GENERATE, size, precision, shape, ours(size), ONCE, target);
    }

    private static Workload score(String name, ModelSize size, Shape shape, Target target) {
        return new Workload(
                name, Task.SCORE, Peer.SCORE, size, FLOAT32, shape, ours(size), PEERS, target);
    }

    private static Workload starling(String name, ModelSize size, Shape shape, Target target) {
        return new Workload(
                name, Task.SCORE, Peer.STARLING, size, FLOAT32, shape, ours(size), ONCE, target);
    }

    private static Workload online(String name, ModelSize size, Shape shape, Target target) {
        return new Workload(
                name, Task.ONLINE, Peer.ONLINE, size, FLOAT32, shape, WHOLE, WHOLE, target);
    }

    private static Workload ranking(String name, ModelSize size, Shape shape) {
        return new Workload(
                name,
                Task.RANKING,
                Peer.RANKING,
                size,
                FLOAT32,
                shape,
                ours(size),
                PEERS,
                Target.NONE);
    }

    private static Workload sft(String name, ModelSize size, Shape shape) {
        return new Workload(
                name, Task.SFT, Peer.TRL_SFT, size, FLOAT32, shape, ours(size), PEERS, Target.NONE);
    }

    private static Workload greedy(String name, ModelSize size, Precision precision, Shape shape) {
        return new Workload(
                name,
                Task.GREEDY,
                Peer.GENERATE,
                size,
                precision,
                shape,
                ours(size),
                ONCE,
                Target.NONE);
    }
}
