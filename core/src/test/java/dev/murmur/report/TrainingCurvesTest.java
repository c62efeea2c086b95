package dev.murmur.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.report.Chart.Point;
import dev.murmur.report.Run.Segment;
import dev.murmur.report.Run.Step;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingCurvesTest {
    @Test
    void stepsAreAveragedIntoAFixedNumberOfPointsThatKeepTheMean() {
        List<Point> points = loss(new Segment(1, steps(240)));
        assertThat(points).hasSize(TrainingCurves.POINTS);
        assertThat(points.getFirst().y()).as("mean of steps 1 to 4").isEqualTo(2.5);
        assertThat(points.getLast().label()).isEqualTo("step 240");
        assertThat(points.stream().mapToDouble(Point::y).average().orElseThrow())
                .isCloseTo(120.5, within(1e-9));
    }

    @Test
    void anIterationSpansOneUnitWhateverItsSteps() {
        List<Point> points = loss(new Segment(1, steps(3)), new Segment(2, steps(5)));
        assertThat(points).hasSize(8);
        assertThat(points.get(2).x()).isEqualTo(1);
        assertThat(points.get(3).x()).isCloseTo(1.2, within(1e-12));
        assertThat(points.getLast().x()).isEqualTo(2);
    }

    @Test
    void withoutIterationsTheAxisCountsSteps() {
        assertThat(loss(new Segment(0, steps(2)))).extracting(Point::x).containsExactly(1.0, 2.0);
    }

    @Test
    void numbersThatWereNotLoggedHaveNoChart() {
        assertThat(charts(new Segment(0, steps(2))))
                .extracting(Chart::id)
                .containsExactly("training-loss");
    }

    private static List<Point> loss(Segment... segments) {
        return charts(segments).getFirst().series().getFirst().points();
    }

    private static List<Chart> charts(Segment... segments) {
        var run =
                new Run(
                        "a",
                        Map.of(),
                        Map.of(),
                        List.of(),
                        "",
                        List.of(segments),
                        null,
                        null,
                        List.of());
        return new TrainingCurves(List.of(run)).charts();
    }

    private static List<Step> steps(int n) {
        return IntStream.rangeClosed(1, n)
                .mapToObj(i -> new Step(i, Map.of("loss", (double) i)))
                .toList();
    }
}
