package dev.murmur.doctor;

/// How fast matrices multiply, in 10^9 floating-point operations a second.
public record Speed(double float32, double bfloat16) {}
