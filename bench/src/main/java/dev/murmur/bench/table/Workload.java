package dev.murmur.bench.table;

/// A row of the table.
///
/// @param name on the command line
/// @param task what both sides do
/// @param peer whom it is compared with
/// @param size of the model
/// @param precision that both sides compute in
/// @param shape of a step
/// @param ours steps of Murmur: the JVM needs more to become warm, and they take less time
/// @param peers steps of the peer
/// @param target what should be reached
record Workload(
        String name,
        Task task,
        Peer peer,
        ModelSize size,
        Precision precision,
        Shape shape,
        Course ours,
        Course peers,
        Target target) {
    /// Rows that a process needs: where a model is trained no row comes twice, else each step has
    /// the same.
    int rows(Course course) {
        return task.trains() ? course.all() * shape.prompts() : shape.prompts();
    }

    /// Rows of its data file, of which each side takes those it needs.
    int rows() {
        return Math.max(rows(ours), rows(peers));
    }
}
