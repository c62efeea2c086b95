package dev.murmur.bench.curve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Measures one point in this process: `PointMain CURVE X FOLDER FILE`.
final class PointMain {
    private PointMain() {}

    public static void main(String[] args) throws IOException {
        Curve curve = Curve.valueOf(args[0]);
        int x = Integer.parseInt(args[1]);
        Path folder = Path.of(args[2]);
        Measured measured =
                curve == Curve.PAIRS
                        ? new PairsPoint(x, folder).measure()
                        : new StepPoint(curve, x, folder).measure();
        Files.writeString(Path.of(args[3]), measured.csv());
    }
}
