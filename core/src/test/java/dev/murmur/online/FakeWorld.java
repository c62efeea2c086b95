package dev.murmur.online;

import dev.murmur.data.AtomicFiles;
import dev.murmur.data.Candidates;
import dev.murmur.data.FinishReason;
import dev.murmur.data.KeyedRandom;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.generation.BeamParams;
import dev.murmur.generation.CandidateGenerator;
import dev.murmur.generation.Sampled;
import dev.murmur.generation.SamplingParams;
import dev.murmur.metrics.RunContext;
import dev.murmur.objective.Likelihood;
import dev.murmur.objective.PairSums;
import dev.murmur.reward.RewardModel;
import dev.murmur.text.ChatMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// An online run whose model is one number in a file: replies are numbers around it, the reward
/// likes large ones, and training moves it to the mean of the chosen ones.
final class FakeWorld {
    /// What was opened or trained, in order, for example `generator 0.0`.
    final List<String> events = new ArrayList<>();

    /// Models that are open now.
    int open;

    /// Throws once this many events have happened.
    int failAfter = Integer.MAX_VALUE;

    /// Replies sampled in the first iteration with a larger number get no score.
    double unscoredAbove = Double.POSITIVE_INFINITY;

    /// How the held-out prompts are replied to.
    Decoding decoding = new Decoding.Sampling(new SamplingParams(1, 1, 1, 0, 0, 8, 17));

    /// What a generator does to the replies before it hands them over.
    UnaryOperator<List<Candidates>> fault = UnaryOperator.identity();

    /// By how much the sampler is wrong about each token's log-prob, nats.
    double samplerOff;

    /// The iteration whose imitation goes wrong, 0 for none.
    int spoilt;

    /// Whether the judge likes small numbers, against the reward.
    boolean judgeDisagrees;

    private final Path initial;

    /// @param initial folder for the model to start from
    FakeWorld(Path initial) {
        this.initial = initial;
        writeModel(initial, 0);
    }

    Path initial() {
        return initial;
    }

    OnlineParts parts(double minMargin) {
        return new OnlineParts(
                Part.of(iteration -> prompts("i" + iteration + "-", 6)),
                policy(),
                new HeldOut(
                        Part.of(() -> prompts("held-", 4)),
                        decoding,
                        Part.of(() -> reward("judge"))),
                new BestWorst(minMargin, MustFinish.CHOSEN),
                MarginScorer.NONE,
                Part.of(this::train));
    }

    RejectionParts rejection() {
        OnlineParts online = parts(0);
        return new RejectionParts(
                online.prompts(), online.policy(), online.heldOut(), Part.of(this::imitate));
    }

    PolicyParts policy() {
        return new PolicyParts(
                new Part<>(this::generator, Map.of("dtype", "float32"), Map.of()),
                Part.of(this::likelihood),
                Part.of(() -> reward("proxy")));
    }

    static List<Prompt> prompts(String prefix, int n) {
        return IntStream.range(0, n)
                .mapToObj(i -> prefix + i)
                .map(id -> new Prompt(id, List.of(ChatMessage.user(id)), "", Map.of()))
                .toList();
    }

    private CandidateGenerator generator(Path folder) {
        double mean = readModel(folder);
        happen("generator " + mean);
        open++;
        return new CandidateGenerator() {
            @Override
            public List<Sampled> sample(
                    List<Prompt> prompts, SamplingParams params, RunContext context) {
                return fault
                        .apply(prompts.stream().map(p -> candidates(p, mean, params)).toList())
                        .stream()
                        .map(row -> sampled(row, mean))
                        .toList();
            }

            // Beams are the mean itself.
            @Override
            public List<Candidates> search(
                    List<Prompt> prompts, BeamParams params, RunContext context) {
                var reply = new Reply("" + mean, new int[] {1}, FinishReason.STOP);
                return prompts.stream().map(p -> new Candidates(p, List.of(reply))).toList();
            }

            @Override
            public void close() {
                open--;
            }
        };
    }

    /// Each token as likely as the others of its reply.
    private Sampled sampled(Candidates row, double mean) {
        return new Sampled(
                row,
                row.replies().stream()
                        .map(reply -> {
                            var tokens = new double[reply.ids().length];
                            double sum = logProb(Double.parseDouble(reply.text()), mean);
                            Arrays.fill(tokens, sum / tokens.length + samplerOff);
                            return tokens;
                        })
                        .toList());
    }

    private static double logProb(double x, double mean) {
        return -(x - mean) * (x - mean);
    }

    private static Candidates candidates(Prompt prompt, double mean, SamplingParams params) {
        long key = KeyedRandom.key(params.seed(), "fake", prompt.id());
        return new Candidates(
                prompt,
                IntStream.range(0, params.n())
                        .mapToObj(i -> mean + Math.round(100 * KeyedRandom.uniform(key, i)) / 100.0)
                        .map(x -> new Reply("" + x, new int[] {1, 2, 3}, FinishReason.STOP))
                        .toList());
    }

    private Likelihood likelihood(Path folder) {
        double mean = readModel(folder);
        happen("likelihood " + mean);
        open++;
        return new Likelihood() {
            @Override
            public List<double[]> logProbs(List<Candidates> batch, RunContext context) {
                return numbers(batch, x -> logProb(x, mean));
            }

            @Override
            public List<double[]> meanLogProbs(List<Candidates> batch, RunContext context) {
                throw new UnsupportedOperationException("the loop takes sums");
            }

            @Override
            public List<PairSums> pairLogProbs(List<Candidates> pairs, RunContext context) {
                return logProbs(pairs, context).stream()
                        .map(two -> new PairSums(two[0], two[1], two[0], two[1]))
                        .toList();
            }

            @Override
            public void close() {
                open--;
            }
        };
    }

    RewardModel reward(String name) {
        happen(name);
        open++;
        return new RewardModel() {
            @Override
            public String id() {
                return name;
            }

            @Override
            public List<double[]> score(List<Candidates> batch, RunContext context) {
                return batch.stream()
                        .flatMap(
                                c -> numbers(List.of(c), x -> judged(name, c.prompt(), x)).stream())
                        .toList();
            }

            @Override
            public void close() {
                open--;
            }
        };
    }

    private double judged(String by, Prompt prompt, double x) {
        if (judgeDisagrees && by.equals("judge")) {
            return -x;
        }
        return x > unscoredAbove && prompt.id().startsWith("i1-") ? Double.NaN : x;
    }

    private static List<double[]> numbers(
            List<Candidates> batch, java.util.function.DoubleUnaryOperator value) {
        return batch.stream()
                .map(c ->
                        c.replies().stream()
                                .mapToDouble(r -> value.applyAsDouble(Double.parseDouble(r.text())))
                                .toArray())
                .toList();
    }

    private void train(TrainingJob job, RunContext context) {
        double mean =
                job.pairs().stream()
                        .mapToDouble(p -> Double.parseDouble(p.chosen().text()))
                        .average()
                        .orElseThrow();
        double reference = job.reference().stream().mapToDouble(ReferenceLogProbs::chosen).sum();
        happen("train " + job.iteration());
        AtomicFiles.writeText(
                job.folder().resolve("metrics.jsonl"),
                out -> out.write("{\"step\":1,\"reference\":" + reference + "}\n"));
        writeModel(job.folder().resolve("model"), mean);
    }

    private void imitate(ImitationJob job, RunContext context) {
        double mean =
                job.replies().stream()
                        .mapToDouble(r -> Double.parseDouble(r.replies().getFirst().text()))
                        .average()
                        .orElseThrow();
        happen("train " + job.iteration());
        AtomicFiles.writeText(
                job.folder().resolve("metrics.jsonl"), out -> out.write("{\"step\":1}\n"));
        writeModel(job.folder().resolve("model"), job.iteration() == spoilt ? -1 : mean);
    }

    private void happen(String event) {
        if (events.size() >= failAfter) {
            throw new IllegalStateException("killed before " + event);
        }
        events.add(event);
    }

    private static void writeModel(Path folder, double mean) {
        AtomicFiles.writeFolder(
                folder, f -> Files.writeString(f.resolve("weights"), Double.toString(mean)));
    }

    private static double readModel(Path folder) {
        try {
            return Double.parseDouble(Files.readString(folder.resolve("weights")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
