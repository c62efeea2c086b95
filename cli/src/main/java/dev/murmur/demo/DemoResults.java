package dev.murmur.demo;

import dev.murmur.evaluation.BestOfNCurve;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.PolicyEvaluation;
import dev.murmur.evaluation.RankingAccuracy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// What a finished demo measured, as its runs left it.
///
/// @param start the SFT model against itself
/// @param arms evaluation of each iteration, by arm
record DemoResults(
        RankingAccuracy rewardModel,
        PolicyEvaluation start,
        Map<Arm, List<PolicyEvaluation>> arms,
        BestOfNCurve bestOfN) {
    static DemoResults read(DemoFiles files, int iterations) {
        var arms = new TreeMap<Arm, List<PolicyEvaluation>>();
        for (Arm arm : Arm.values()) {
            arms.put(
                    arm,
                    IntStream.rangeClosed(1, iterations)
                            .mapToObj(i ->
                                    EvaluationFiles.read(
                                            files.evaluation(arm, i), PolicyEvaluation.class))
                            .toList());
        }
        return new DemoResults(
                EvaluationFiles.read(files.accuracy(), RankingAccuracy.class),
                EvaluationFiles.read(files.startEvaluation(), PolicyEvaluation.class),
                arms,
                EvaluationFiles.read(files.curve(), BestOfNCurve.class));
    }
}
