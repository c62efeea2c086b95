package dev.murmur.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.data.DataException;
import dev.murmur.golden.Golden;
import dev.murmur.loss.ChosenNllLoss;
import dev.murmur.loss.DpoLoss;
import dev.murmur.loss.IpoLoss;
import dev.murmur.loss.PairwiseLoss;
import dev.murmur.loss.WeightedSumLoss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrlVerificationTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;

    static List<Path> folders() {
        return Golden.trl();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void runsOfTrlGoHereAsTheyWentThere(Path trl) {
        List<Fixture> fixtures = TrlVerification.open(trl, 1e-4).fixtures("trl");
        assertThat(fixtures).hasSizeGreaterThan(18);
        assertThat(fixtures.stream().filter(fixture -> !fixture.passed())).isEmpty();
    }

    static Stream<Arguments> onPurpose() {
        return Stream.of(
                arguments("dpo/sigmoid", new DpoLoss(0.1, 0.1)), // TRL 1.13 ignores the smoothing
                arguments("dpo/ipo", new IpoLoss(0.1, false)), // the paper's sum over tokens
                arguments(
                        "dpo/rpo_sigmoid+sft", // each reply by its own tokens, as Pang et al.
                        new WeightedSumLoss(
                                List.of(
                                        new WeightedSumLoss.Part(1, new DpoLoss(0.1)),
                                        new WeightedSumLoss.Part(
                                                1, new ChosenNllLoss(ChosenNllLoss.Over.REPLY))))));
    }

    @ParameterizedTest
    @MethodSource("onPurpose")
    void definitionsThatAreOthersOnPurposeGoElsewhere(String run, PairwiseLoss other) {
        var trl = TrlVerification.open(Golden.path("trl"), 1e-4);
        var expected = new Trajectory(trl.expected().at(run), Map.of(), 1e-4);

        assertThat(trl.runs().preference(other, expected).getFirst().outcome())
                .isEqualTo(Outcome.DIFFERS);
    }

    @Test
    void aLossThatDiffersIsSaidWithItsStep() throws IOException {
        copyWith(runs -> {
            var step = (ObjectNode) runs.at("/dpo~1sigmoid/logs/3");
            step.put("loss", step.get("loss").doubleValue() + 0.001);
        });
        Check loss = check("trl/dpo/sigmoid", "loss");
        assertThat(loss.outcome()).isEqualTo(Outcome.DIFFERS);
        assertThat(loss.note()).startsWith("step 4, loss, number 1: ");
        assertThat(loss.compared()).isEqualTo(6);
        assertThat(loss.difference()).isBetween(0.0009, 0.0011);
    }

    @Test
    void finalParametersThatDifferAreNamed() throws IOException {
        copyWith(runs -> {
            var sums = (ObjectNode) runs.at("/dpo~1sigmoid/final_param_sum_abs");
            sums.set("lm_head.weight", JSON.createArrayNode().add(0.0).add(1000.0));
        });
        Check parameters = check("trl/dpo/sigmoid", "final parameters");
        assertThat(parameters.outcome()).isEqualTo(Outcome.DIFFERS);
        assertThat(parameters.note()).startsWith("lm_head.weight, number 1: ");
        assertThat(parameters.tolerance()).isEqualTo(1e-3);
    }

    @Test
    void aRunThatIsNotKnownIsNotPassed() throws IOException {
        copyWith(runs -> ((ObjectNode) runs).set("dpo/unheard-of", runs.get("dpo/sigmoid")));
        assertThat(fixture("trl/dpo/unheard-of").checks())
                .singleElement()
                .extracting(Check::outcome, Check::note)
                .containsExactly(Outcome.NOT_CHECKED, "no run known to this version");
    }

    @Test
    void idsThatTheTokenizerDoesNotGiveAreFound() throws IOException {
        copyWith(_ -> {});
        Path pairs = folder.resolve("pairs.jsonl");
        Files.writeString(pairs, Files.readString(pairs).replaceFirst("the \\w+", "a"));
        Check ids = check("trl/pairs", "token ids");
        assertThat(ids.outcome()).isEqualTo(Outcome.DIFFERS);
        assertThat(ids.note()).startsWith("pair 1, ");
    }

    @Test
    void settingsThatCannotBeReplayedAreRefused() throws IOException {
        copyWith(_ -> {});
        Path file = folder.resolve("trajectories.json");
        Files.writeString(file, Files.readString(file).replace("\"linear\"", "\"polynomial\""));
        assertThatThrownBy(() -> TrlVerification.open(folder, 1e-4))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        file + ": settings.lr_scheduler_type is \"polynomial\", expected linear");
    }

    private Fixture fixture(String name) {
        return TrlVerification.open(folder, 1e-4).fixtures("trl").stream()
                .filter(fixture -> fixture.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Check check(String fixture, String what) {
        return fixture(fixture).checks().stream()
                .filter(check -> check.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    /// Our own folder with one of its runs, and a change to it.
    private void copyWith(Consumer<JsonNode> change) throws IOException {
        Path own = Golden.path("trl");
        try (Stream<Path> files = Files.walk(own)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve(own.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        Path file = folder.resolve("trajectories.json");
        var root = (ObjectNode) JSON.readTree(file.toFile());
        ((ObjectNode) root.get("runs")).retain("dpo/sigmoid");
        change.accept(root.get("runs"));
        JSON.writeValue(file.toFile(), root);
    }
}
