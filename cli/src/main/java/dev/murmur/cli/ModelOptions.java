package dev.murmur.cli;

import dev.murmur.tensor.Device;
import dev.murmur.tensor.Dtype;
import dev.murmur.text.ChatTemplate;
import dev.murmur.text.ChatTemplates;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// How a model folder is opened.
final class ModelOptions {
    private static final String AUTO = "auto";

    @Option(
            names = "--template",
            paramLabel = "NAME",
            defaultValue = AUTO,
            description =
                    "Chat template by name, or a .jinja file; auto takes the folder's own. Default: auto.")
    private String template = AUTO;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "float32",
            converter = WeightType.class,
            description = "Type of the weights in memory: float32 or bfloat16. Default: float32.")
    private Dtype dtype = Dtype.FLOAT32;

    @Mixin private DeviceOption device = new DeviceOption();

    ChatTemplate template(Path folder) {
        return template.equals(AUTO) ? ChatTemplates.detect(folder) : ChatTemplates.named(template);
    }

    Dtype dtype() {
        return dtype;
    }

    /// @throws IllegalArgumentException if there is no such device here
    Device device() {
        return device.choose();
    }

    static final class WeightType implements ITypeConverter<Dtype> {
        private static final List<Dtype> TYPES = List.of(Dtype.FLOAT32, Dtype.BFLOAT16);

        @Override
        public Dtype convert(String name) {
            return TYPES.stream()
                    .filter(type -> type.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException("'" + name + "' is none of " + TYPES));
        }
    }
}
