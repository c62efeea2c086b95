package dev.murmur.metrics;

/// Whether somebody asked the run to stop (Ctrl-C). Long loops look at it at points from which they
/// can resume, save, and throw [StoppedException].
@FunctionalInterface
public interface StopSignal {
    StopSignal NEVER = () -> false;

    boolean requested();
}
