package dev.murmur.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.IntStream;

/// The rules of docs/architecture.md about packages, for the packages below any root.
///
/// @param root for example `dev.murmur`
record Layers(String root) {
    /// A package uses those before it, never those after it.
    static final List<String> ORDER =
            List.of(
                    "settings",
                    "metrics",
                    "jinja",
                    "sandbox",
                    "text",
                    "tensor",
                    "data",
                    "loss",
                    "nn",
                    "pickle",
                    "model",
                    "generation",
                    "objective",
                    "training",
                    "reward",
                    "judge",
                    "verify",
                    "evaluation",
                    "benchmark",
                    "online",
                    "rollout",
                    "report",
                    "recipe",
                    "plan");

    static final List<String> WITHOUT_TENSORS =
            List.of(
                    "settings",
                    "metrics",
                    "jinja",
                    "sandbox",
                    "text",
                    "data",
                    "pickle",
                    "judge",
                    "evaluation",
                    "report");

    /// One rule for each package; since the order is total, they forbid cycles too.
    List<ArchRule> order() {
        return IntStream.range(0, ORDER.size() - 1).mapToObj(this::usesNothingAfter).toList();
    }

    /// Who computes on tensors, and who only knows of numbers and text.
    ArchRule noTensors() {
        return noClasses()
                .that()
                .resideInAnyPackage(patterns(WITHOUT_TENSORS))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .allowEmptyShould(true);
    }

    /// A new package is given a place in the order before it is used.
    ArchRule knownPackages() {
        return classes().should().resideInAnyPackage(patterns(ORDER));
    }

    private ArchRule usesNothingAfter(int place) {
        List<String> after = ORDER.subList(place + 1, ORDER.size());
        return noClasses()
                .that()
                .resideInAPackage(pattern(ORDER.get(place)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(patterns(after))
                .allowEmptyShould(true);
    }

    private String[] patterns(List<String> packages) {
        return packages.stream().map(this::pattern).toArray(String[]::new);
    }

    private String pattern(String name) {
        return root + "." + name + "..";
    }
}
