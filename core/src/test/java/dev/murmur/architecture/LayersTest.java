package dev.murmur.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.murmur.data.PreferencePair;
import dev.murmur.metrics.StopSignal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The packages of core keep to the order of docs/architecture.md, and the rules that say so are
/// shown to fail on classes planted below `planted`.
class LayersTest {
    private static final JavaClasses CORE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.murmur");

    private static final String PLANTED_ROOT = LayersTest.class.getPackageName() + ".planted";
    private static final JavaClasses PLANTED = new ClassFileImporter().importPackages(PLANTED_ROOT);

    private final Layers layers = new Layers("dev.murmur");
    private final Layers planted = new Layers(PLANTED_ROOT);

    @Test
    void theScanIsNotEmpty() {
        assertThat(CORE.size()).isGreaterThan(30);
        assertThat(CORE.contain(PreferencePair.class)).isTrue();
        assertThat(CORE.contain(StopSignal.class)).isTrue();
        assertThat(CORE.contain(LayersTest.class)).isFalse();
    }

    static Stream<ArchRule> order() {
        return new Layers("dev.murmur").order().stream();
    }

    @ParameterizedTest
    @MethodSource("order")
    void aPackageUsesOnlyThoseBeforeIt(ArchRule rule) {
        assertThat(violations(rule, CORE)).isEmpty();
    }

    @Test
    void textDataAndReportsKnowNoTensors() {
        assertThat(violations(layers.noTensors(), CORE)).isEmpty();
    }

    @Test
    void everyPackageHasAPlaceInTheOrder() {
        assertThat(violations(layers.knownPackages(), CORE)).isEmpty();
    }

    @Test
    void aPlantedUseOfALaterPackageIsFound() {
        List<String> found =
                planted.order().stream().flatMap(r -> violations(r, PLANTED).stream()).toList();

        assertThat(found).isNotEmpty().allMatch(v -> v.contains("metrics.UsesLoss"));
    }

    @Test
    void aPlantedTensorIsFound() {
        assertThat(violations(planted.noTensors(), PLANTED))
                .isNotEmpty()
                .allMatch(v -> v.contains("text.HoldsTensor"));
    }

    @Test
    void aPlantedPackageWithoutAPlaceIsFound() {
        assertThat(violations(planted.knownPackages(), PLANTED))
                .singleElement()
                .asString()
                .contains("elsewhere.Homeless");
    }

    @Test
    void thePlantedClassesAreWhatTheyShouldBe() {
        assertThat(PLANTED.stream().map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder("UsesLoss", "HoldsTensor", "Used", "Homeless");
    }

    private static List<String> violations(ArchRule rule, JavaClasses classes) {
        return rule.evaluate(classes).getFailureReport().getDetails();
    }
}
