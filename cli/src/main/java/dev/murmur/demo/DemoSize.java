package dev.murmur.demo;

/// How much the demo does.
public enum DemoSize {
    /// Shows that everything runs; too small to show much else.
    SMOKE,
    /// Shows the effect of the length term.
    DEFAULT
}
