package dev.murmur.bench.table;

/// A row of the table.
///
/// @param name on the command line
/// @param task what both sides do
/// @param peer whom it is compared with
/// @param size of the model
/// @param precision that both sides compute in
/// @param shape of a step
/// @param warmUp steps before the clock starts
/// @param steps under the clock
/// @param target what should be reached
record Workload(
        String name,
        Task task,
        Peer peer,
        ModelSize size,
        Precision precision,
        Shape shape,
        int warmUp,
        int steps,
        Target target) {
    /// Rows of its data file: where a model is trained no row comes twice, else each step has the
    /// same.
    int rows() {
        return task.trains() ? (warmUp + steps) * shape.prompts() : shape.prompts();
    }
}
