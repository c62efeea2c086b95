package dev.murmur.cli;

import dev.murmur.tensor.Device;
import picocli.CommandLine.Option;

/// What the models of a command compute on.
final class DeviceOption {
    static final String AUTO = "auto";

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = AUTO,
            description =
                    "What models compute on: cpu, cuda, cuda:N, or auto, which takes a GPU if this build"
                            + " and this machine have one. Default: auto.")
    private String name = AUTO;

    /// As it was given.
    String name() {
        return name;
    }

    /// @throws IllegalArgumentException if there is no such device here
    Device choose() {
        return Device.choose(name);
    }
}
