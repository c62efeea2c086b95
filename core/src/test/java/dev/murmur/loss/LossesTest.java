package dev.murmur.loss;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LossesTest {
    @Test
    void everyPairwiseLossIsRegistered() {
        assertThat(implementations(PairwiseLoss.class))
                .isNotEmpty()
                .isEqualTo(Set.copyOf(Losses.PAIRWISE.values()));
    }

    @Test
    void everyReferenceFreeLossIsRegistered() {
        assertThat(implementations(ReferenceFreeLoss.class))
                .isNotEmpty()
                .isEqualTo(Set.copyOf(Losses.REFERENCE_FREE.values()));
    }

    @Test
    void everyUnpairedLossIsRegistered() {
        assertThat(implementations(UnpairedLoss.class))
                .isNotEmpty()
                .isEqualTo(Set.copyOf(Losses.UNPAIRED.values()));
    }

    @Test
    void everyRankingLossIsRegistered() {
        assertThat(implementations(RankingLoss.class))
                .isNotEmpty()
                .isEqualTo(Set.copyOf(Losses.RANKING.values()));
    }

    @Test
    void everyPolicyLossIsRegistered() {
        assertThat(implementations(PolicyLoss.class))
                .isNotEmpty()
                .isEqualTo(Set.copyOf(Losses.POLICY.values()));
    }

    @Test
    void everyLossIsARecordOfItsHyperparameters() {
        assertThat(List.copyOf(Losses.PREFERENCE.values())).allMatch(Class::isRecord);
        assertThat(List.copyOf(Losses.UNPAIRED.values())).allMatch(Class::isRecord);
        assertThat(List.copyOf(Losses.RANKING.values())).allMatch(Class::isRecord);
        assertThat(List.copyOf(Losses.POLICY.values())).allMatch(Class::isRecord);
    }

    @Test
    void everyLossHasAPageOfItsNameAndALineInTheIndex() throws IOException {
        Path pages = Path.of("..", "docs", "losses");
        String index = Files.readString(pages.resolve("README.md"));
        var names =
                Stream.of(Losses.PREFERENCE, Losses.UNPAIRED, Losses.RANKING, Losses.POLICY)
                        .flatMap(m -> m.keySet().stream());

        assertThat(names)
                .isNotEmpty()
                .allSatisfy(name -> {
                    assertThat(pages.resolve(name + ".md"))
                            .content()
                            .startsWith("# `" + name + "`: ")
                            .contains("## Checked against");
                    assertThat(index).contains("[`" + name + "`](" + name + ".md)");
                });
    }

    private static Set<Class<?>> implementations(Class<?> type) {
        return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.murmur.loss")
                        .stream()
                        .filter(c -> c.isAssignableTo(type) && !c.isInterface())
                        .map(JavaClass::reflect)
                        .collect(Collectors.toSet());
    }
}
