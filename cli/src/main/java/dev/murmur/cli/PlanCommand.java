package dev.murmur.cli;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import dev.murmur.plan.Advice;
import dev.murmur.plan.Device;
import dev.murmur.plan.MemoryBudget;
import dev.murmur.plan.MemoryPlan;
import dev.murmur.plan.MemoryUse;
import dev.murmur.plan.ModelShape;
import dev.murmur.plan.PhasePlan;
import dev.murmur.tensor.Dtype;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `murmur plan`.
@Command(
        name = "plan",
        description = {
            "Say how much memory each phase of a recipe, or work with a model, will take.",
            "Reads config.json only, no weights. Exit code 1 when something does not fit."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  murmur plan recipes/iterative-dpo.yaml",
            "  murmur plan recipes/sft.yaml --device h200 --set training.max_tokens_per_micro_batch=32768",
            "  murmur plan models/mistral-7b --dtype bfloat16"
        })
final class PlanCommand implements Callable<Integer> {
    private static final double GB = 1e9;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "RECIPE|MODEL_DIR", description = "A recipe, or a model's folder.")
    private @Nullable Path subject;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            converter = KnownDevice.class,
            description = "cpu (this machine), h200 or a100-80. Default: ${DEFAULT-VALUE}.")
    private Device device = Device.cpu();

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            converter = ModelOptions.WeightType.class,
            description =
                    "For a model: type of weights that are not trained, float32 or bfloat16."
                            + " Default: bfloat16. A recipe says it itself.")
    private @Nullable Dtype dtype;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "For a recipe: another value for one of its keys; may be given again.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--json", description = "Bytes as JSON on stdout.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        CommandSpec command = Objects.requireNonNull(spec);
        Path path = Objects.requireNonNull(subject);
        MemoryPlan plan =
                Files.isDirectory(path) ? ofModel(command, path) : ofRecipe(command, path);
        PrintWriter out = command.commandLine().getOut();
        List<String> advice = Advice.of(plan, device);
        out.println(json ? json(plan, device, advice) : text(plan, device, advice));
        out.flush();
        return advice.isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private MemoryPlan ofModel(CommandSpec command, Path folder) {
        if (!sets.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), "--set changes a recipe; " + folder + " is a model");
        }
        return MemoryPlan.of(ModelShape.of(folder), dtype == null ? Dtype.BFLOAT16 : dtype);
    }

    private MemoryPlan ofRecipe(CommandSpec command, Path file) {
        if (dtype != null) {
            throw new ParameterException(
                    command.commandLine(),
                    "--dtype is for a model; for a recipe: --set model.dtype=" + dtype);
        }
        return MemoryPlan.of(MemoryBudget.read(file, sets));
    }

    static final class KnownDevice implements ITypeConverter<Device> {
        @Override
        public Device convert(String name) {
            return Device.known().stream()
                    .filter(device -> device.name().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    "'"
                                            + name
                                            + "' is none of "
                                            + Device.known().stream().map(Device::name).toList()));
        }
    }

    private static String text(MemoryPlan plan, Device device, List<String> advice) {
        var lines = new ArrayList<String>();
        plan.shape().map(PlanCommand::text).ifPresent(lines::add);
        lines.add(table(plan));
        lines.add(
                String.format(
                        Locale.ROOT,
                        "GB of 10^9 bytes. %s has %.1f, of which the process itself takes %.2f.",
                        device.name(),
                        device.memory() / GB,
                        device.base() / GB));
        plan.training()
                .ifPresent(training ->
                        lines.add("Micro-batches of at most " + training.tokens() + " tokens."));
        PhasePlan peak = plan.peak();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "Peak: %.2f GB in '%s'. %s",
                        (peak.use().total() + device.base()) / GB,
                        peak.phase(),
                        advice.isEmpty() ? "It fits." : "It does not fit:"));
        advice.forEach(line -> lines.add("  " + line));
        return String.join(System.lineSeparator(), lines);
    }

    private static String text(ModelShape shape) {
        return String.format(
                Locale.ROOT,
                "%.3f billion parameters, %d layers, hidden size %d, vocabulary %d",
                shape.parameters() / GB,
                shape.config().layers(),
                shape.config().hiddenSize(),
                shape.config().vocabSize());
    }

    private static String table(MemoryPlan plan) {
        List<PhasePlan> rows =
                Stream.concat(plan.phases().stream(), plan.adapter().stream()).toList();
        return AsciiTable.getTable(
                rows,
                List.of(
                        column("phase", HorizontalAlign.LEFT).with(PhasePlan::phase),
                        gigabytes("weights", MemoryUse::weights),
                        gigabytes("gradients", MemoryUse::gradients),
                        gigabytes("optimiser", MemoryUse::optimizer),
                        gigabytes("activations", MemoryUse::activations),
                        gigabytes("cache", MemoryUse::cache),
                        gigabytes("total", MemoryUse::total)));
    }

    private static ColumnData<PhasePlan> gigabytes(String header, ToLongFunction<MemoryUse> part) {
        return column(header, HorizontalAlign.RIGHT)
                .with(row -> String.format(Locale.ROOT, "%.2f", part.applyAsLong(row.use()) / GB));
    }

    private static Column column(String header, HorizontalAlign align) {
        return new Column().header(header).headerAlign(HorizontalAlign.LEFT).dataAlign(align);
    }

    private static String json(MemoryPlan plan, Device device, List<String> advice)
            throws IOException {
        JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        ObjectNode root = mapper.createObjectNode();
        plan.shape().ifPresent(shape -> root.put("parameters", shape.parameters()));
        root.putObject("device")
                .put("name", device.name())
                .put("memory", device.memory())
                .put("base", device.base());
        plan.phases().forEach(phase -> root.withArray("phases").add(node(mapper, phase)));
        plan.adapter().ifPresent(adapter -> root.set("lora", node(mapper, adapter)));
        plan.training()
                .ifPresent(training -> root.put("max_tokens_per_micro_batch", training.tokens()));
        root.put("peak", plan.peak().use().total() + device.base());
        root.put("fits", advice.isEmpty());
        advice.forEach(root.putArray("advice")::add);
        return mapper.writeValueAsString(root);
    }

    private static ObjectNode node(JsonMapper mapper, PhasePlan phase) {
        MemoryUse use = phase.use();
        return mapper.createObjectNode()
                .put("phase", phase.phase())
                .put("weights", use.weights())
                .put("gradients", use.gradients())
                .put("optimizer", use.optimizer())
                .put("activations", use.activations())
                .put("cache", use.cache())
                .put("total", use.total());
    }
}
