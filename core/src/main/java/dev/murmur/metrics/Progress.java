package dev.murmur.metrics;

/// Where long work says how far it is. Implementations print, or do nothing ([#NONE]).
public interface Progress {
    /// Says nothing.
    Progress NONE =
            (name, total, unit) ->
                    new Task() {
                        @Override
                        public void advance(long done, String note) {}

                        @Override
                        public void close() {}
                    };

    /// Begins a piece of work.
    ///
    /// @param name what it is, for example `sample iteration 2`
    /// @param total how many units there are
    /// @param unit plural, for example `prompts`
    Task start(String name, long total, String unit);

    /// A piece of work in progress; close it when it ends.
    interface Task extends AutoCloseable {
        /// @param done units finished since the last call
        /// @param note a few numbers worth seeing, `""` for none
        void advance(long done, String note);

        @Override
        void close();
    }
}
