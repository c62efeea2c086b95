package dev.murmur.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.PolicyEvaluation;
import dev.murmur.evaluation.WinRate;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class LabTableTest {
    @Test
    void aRowIsTheMeanOverSeedsAndTheirStandardDeviation() {
        String markdown = table(result("dpo", 1, 0.60, 30), result("dpo", 2, 0.50, 34)).markdown();
        // 60 and 50: mean 55, deviation sqrt(2 * 25 / 1) = 7.1; 30 and 34: 32 and sqrt(8) = 2.8
        assertThat(markdown.lines().toList().get(2))
                .startsWith("| dpo | title of dpo | 2 | 55.0 ± 7.1 | ")
                .contains(" | 32.0 ± 2.8 | ");
    }

    @Test
    void oneSeedHasNoDeviation() {
        assertThat(table(result("dpo", 1, 0.60, 30)).markdown().lines().toList().get(2))
                .startsWith("| dpo | title of dpo | 1 | 60.0 | ");
    }

    @Test
    void aFailedArmIsShownAsFailed() {
        String markdown =
                table(result("dpo", 1, 0.6, 30), new LabResult("dpo", 2, 3, 0, null, 1)).markdown();
        assertThat(markdown.lines().toList().get(2)).contains("| 1 (1 failed) | 60.0 |");
        assertThat(table(new LabResult("dpo", 1, 3, 0, null, 1)).markdown())
                .contains("| dpo | title of dpo | 0 (1 failed) | - | - |");
    }

    @Test
    void thePlotHasAPointAnArmAndIsXml()
            throws ParserConfigurationException, IOException, SAXException {
        LabTable table =
                table(
                        result("a", 1, 0.6, 30),
                        result("a", 2, 0.5, 32),
                        result("b<", 1, 0.52, 20),
                        new LabResult("c", 1, 3, 0, null, 1));
        Document svg =
                DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(LabPlot.svg(table.points()))));
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(2);
        assertThat(svg.getElementsByTagName("title").item(1).getTextContent()).isEqualTo("b<");
    }

    private static LabTable table(LabResult... results) {
        var arms = new LinkedHashMap<String, Experiments.Arm>();
        for (LabResult result : results) {
            String arm = result.arm();
            arms.put(arm, new Experiments.Arm("title of " + arm, null, null, null, null, null));
        }
        return new LabTable(arms, List.of(results));
    }

    private static LabResult result(String arm, long seed, double winRate, double tokens) {
        return new LabResult(arm, seed, 10, 2, evaluation(winRate, tokens), 0);
    }

    private static @Nullable PolicyEvaluation evaluation(double winRate, double tokens) {
        var estimate = new Estimate(0.5, 0.1);
        return new PolicyEvaluation(
                64,
                estimate,
                new Estimate(tokens, 0.5),
                estimate,
                "rule:checklist",
                new WinRate(winRate, 0.05, 30, 20, 14),
                estimate,
                0.3,
                1.0,
                0,
                0);
    }
}
