package dev.murmur.architecture.planted.text;

import org.bytedeco.pytorch.Tensor;

/// Breaks a rule on purpose: text knows no tensors.
public record HoldsTensor(Tensor tensor) {}
