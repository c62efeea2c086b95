package dev.murmur.data;

/// How an iteration's prompts are drawn.
public enum PromptSampling {
    /// Every prompt is as likely as any other.
    UNIFORM,
    /// Every source gives as many prompts as any other, as far as it has them.
    UNIFORM_BY_SOURCE
}
