package dev.murmur.training;

import dev.murmur.data.LazyList;
import dev.murmur.metrics.JsonlMetricSink;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import dev.murmur.model.Saving;
import dev.murmur.model.TrainableModel;
import dev.murmur.objective.Objective;
import dev.murmur.objective.TrainingExample;
import dev.murmur.tensor.NativeHeap;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one training loop: a batch a step, micro-batches under a token budget, one normalisation
/// over the whole batch, clipping, AdamW. Resumes from its last checkpoint to the same bytes it
/// would have reached without stopping.
public final class Trainer<E extends TrainingExample> {
    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

    private final TrainableModel model;
    private final Objective<E> objective;
    private final MicroBatches<E> microBatches;
    private final TrainingSettings settings;
    private final Path folder;
    private final Checkpointer checkpoints;
    private final RunContext context;

    /// @param folder where metrics, checkpoints and skipped batches go
    public Trainer(
            TrainableModel model,
            Objective<E> objective,
            TrainingSettings settings,
            Path folder,
            RunContext context) {
        this.model = model;
        this.objective = objective;
        this.microBatches = new MicroBatches<>(model, objective, settings.maxTokens());
        this.settings = settings;
        this.folder = folder;
        this.checkpoints = checkpoints(folder);
        this.context = context;
    }

    /// Trains to the end of the last epoch, measuring nothing on the way.
    ///
    /// @param name of the work, for progress
    /// @return the metrics of the last step
    /// @throws IllegalArgumentException if there is nothing to learn from
    /// @throws StoppedException after saving, if the run was asked to stop
    public Map<String, Double> run(String name, List<E> all) {
        return run(name, all, HeldOut.NONE);
    }

    /// Trains to the end of the last epoch, or until held-out data say stop.
    ///
    /// @param name of the work, for progress
    /// @param heldOut what to measure on the way, and which weights to end with
    /// @return the metrics of the last step
    /// @throws IllegalArgumentException if there is nothing to learn from
    /// @throws StoppedException after saving, if the run was asked to stop
    public Map<String, Double> run(String name, List<E> all, HeldOut heldOut) {
        List<E> examples = LazyList.pick(all, useful(all));
        if (examples.isEmpty()) {
            throw new IllegalArgumentException(
                    name
                            + ": none of "
                            + all.size()
                            + " examples has anything to learn from (no reply token counts, or all ranks are tied)");
        }
        if (examples.size() < all.size()) {
            LOG.info(
                    "{}: {} examples have nothing to learn from and are left out",
                    name,
                    all.size() - examples.size());
        }
        var batches =
                new EpochBatches<>(
                        examples, settings.batchSize(), settings.epochs(), settings.seed());
        return run(name, batches, batches.steps(), heldOut);
    }

    private int[] useful(List<E> all) {
        return IntStream.range(0, all.size())
                .filter(i -> objective.items(all.get(i)) > 0)
                .toArray();
    }

    /// Trains on batches up to a step. Before the last one it ends in a checkpoint, from which the
    /// next run goes on.
    ///
    /// @param name of the work, for progress
    /// @param end steps done when it returns, at most `batches.steps()`
    /// @return the metrics of the last step; none if every step was done before
    /// @throws IllegalStateException if the newest checkpoint is past the end
    /// @throws StoppedException after saving, if the run was asked to stop
    public Map<String, Double> run(String name, Batches<E> batches, long end) {
        return run(name, batches, end, HeldOut.NONE);
    }

    private Map<String, Double> run(String name, Batches<E> batches, long end, HeldOut heldOut) {
        long total = batches.steps();
        Map<String, Double> last = Map.of();
        try (AdamW optimizer = new AdamW(settings.adamW(), model.parameters().masters())) {
            TrainingState start = restore(optimizer, end);
            var guard = new NonFiniteGuard(folder, start.skipped());
            var course = new HeldOutCourse(heldOut, checkpoints, start.best());
            long step = start.step();
            try (Progress.Task task = context.progress().start(name, end, "steps");
                    var sink = JsonlMetricSink.resume(folder.resolve("metrics.jsonl"), step)) {
                task.advance(step, "");
                while (step < end && !course.isOver()) {
                    var before = new TrainingState(step, guard.skipped(), course.best());
                    List<E> batch = batch(batches, before, optimizer);
                    last = step(step, total, batch, optimizer, guard);
                    step++;
                    last.putAll(course.measure(step, total, model.parameters(), context));
                    sink.write(step, last);
                    task.advance(1, note(last));
                    var after = new TrainingState(step, guard.skipped(), course.best());
                    saveIfDue(after, end, total, optimizer);
                }
            }
            course.finish(step, model.parameters(), folder);
        }
        return last;
    }

    private TrainingState restore(AdamW optimizer, long end) {
        TrainingState start = checkpoints.restore(model.parameters(), optimizer);
        if (start.step() > end) {
            throw new IllegalStateException(
                    folder
                            + "/checkpoints is at step "
                            + start.step()
                            + ", past step "
                            + end
                            + " which is to be trained to; delete it to train from the beginning");
        }
        return start;
    }

    private List<E> batch(Batches<E> batches, TrainingState state, AdamW optimizer) {
        try {
            return batches.batch(state.step());
        } catch (StoppedException stopped) {
            checkpoints.save(state, model.parameters(), optimizer);
            throw stopped;
        }
    }

    /// Saves what was trained. The checkpoints have served and go, so that a run that was stopped
    /// leaves the same files as one that was not.
    ///
    /// @param model folder of the model
    /// @param saving how it is written
    public void finish(Path model, Saving saving) {
        finish(model, saving, () -> {});
    }

    /// The same, if what was saved stands a test; else the checkpoints stay.
    ///
    /// @param test throws if it does not
    public void finish(Path model, Saving saving, Runnable test) {
        this.model.saveTrained(model, saving);
        test.run();
        checkpoints.discard();
    }

    /// Removes what training in a folder kept to go on from.
    ///
    /// @param folder as the trainer was given it
    public static void discardCheckpoints(Path folder) {
        checkpoints(folder).discard();
    }

    private static Checkpointer checkpoints(Path folder) {
        return new Checkpointer(folder.resolve("checkpoints"));
    }

    /// @return its metrics, to be added to
    private Map<String, Double> step(
            long step, long total, List<E> batch, AdamW optimizer, NonFiniteGuard guard) {
        double items = batch.stream().mapToDouble(objective::items).sum();
        double learningRate = settings.learningRate() * settings.schedule().at(step, total);
        Map<String, Double> means = microBatches.accumulate(batch, items);
        double loss = means.getOrDefault("loss", 0.0);
        double norm =
                Double.isFinite(loss)
                        ? Gradients.clipNorm(weights(), settings.maxGradNorm())
                        : Double.NaN;
        if (Double.isFinite(norm)) {
            optimizer.step(learningRate);
            model.parameters().publish();
        } else {
            boolean lossIsFinite = Double.isFinite(loss);
            guard.skip(
                    step + 1,
                    lossIsFinite ? "gradient norm" : "loss",
                    lossIsFinite ? norm : loss,
                    batch.stream().map(TrainingExample::group).toList());
            Gradients.clear(weights());
        }
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put("loss", loss);
        metrics.put("learning_rate", learningRate);
        metrics.put("grad_norm", norm);
        means.forEach(metrics::putIfAbsent);
        NativeHeap.tidy();
        return metrics;
    }

    private Collection<Tensor> weights() {
        return model.parameters().masters().values();
    }

    private void saveIfDue(TrainingState state, long end, long total, AdamW optimizer) {
        long step = state.step();
        boolean due = settings.checkpointEvery() > 0 && step % settings.checkpointEvery() == 0;
        boolean stop = context.stop().requested() && step < end;
        if ((due || stop || step == end) && step < total) {
            checkpoints.save(state, model.parameters(), optimizer);
        }
        if (stop) {
            throw new StoppedException(
                    "stopped after step " + step + " of " + total + ", which was saved");
        }
    }

    private static String note(Map<String, Double> metrics) {
        String loss = String.format(Locale.ROOT, "loss %.4f", metrics.get("loss"));
        Double accuracy = metrics.get("accuracy");
        return accuracy == null ? loss : loss + String.format(Locale.ROOT, " acc %.2f", accuracy);
    }
}
