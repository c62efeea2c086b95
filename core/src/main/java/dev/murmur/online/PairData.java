package dev.murmur.online;

/// Which pairs an iteration trains on.
public enum PairData {
    /// Those of the iteration's own replies, as the published recipes of RLHFlow do.
    LATEST,
    /// Those of every iteration so far, as the algorithm of Xiong et al. 2024 (arXiv 2312.11456)
    /// says.
    ALL
}
