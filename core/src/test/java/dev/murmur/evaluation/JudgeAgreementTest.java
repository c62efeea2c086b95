package dev.murmur.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.DataException;
import dev.murmur.judge.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeAgreementTest {
    private static final Verdict FIRST = new Verdict.FirstBetter();
    private static final Verdict SECOND = new Verdict.SecondBetter();
    private static final Verdict TIE = new Verdict.Tie();
    private static final Verdict NONE = new Verdict.Unparsed("?");

    /// Both read: 4 matches, 2 the same. By chance: first 2/4 * 2/4, second 1/4 * 1/4, tie 1/4 *
    /// 1/4: 0.375; kappa (0.5 - 0.375) / 0.625.
    @Test
    void countsWhatBothSay() {
        JudgeAgreement agreement =
                JudgeAgreement.of(
                        "a",
                        List.of(FIRST, FIRST, SECOND, TIE, NONE, FIRST),
                        "b",
                        List.of(FIRST, SECOND, FIRST, TIE, FIRST, NONE));
        assertThat(agreement.matches()).isEqualTo(4);
        assertThat(agreement.same().mean()).isEqualTo(0.5);
        assertThat(agreement.kappa()).isCloseTo(0.2, within(1e-12));
        assertThat(agreement.decided()).isEqualTo(3);
        assertThat(agreement.sameOfDecided()).isCloseTo(1 / 3.0, within(1e-12));
    }

    @Test
    void judgesThatAlwaysSayOneThingHaveNoKappa() {
        JudgeAgreement agreement =
                JudgeAgreement.of("a", List.of(TIE, TIE), "b", List.of(TIE, TIE));
        assertThat(agreement.same().mean()).isEqualTo(1);
        assertThat(agreement.kappa()).isNull();
        assertThat(agreement.sameOfDecided()).isNull();
    }

    @Test
    void judgesWithoutAMatchInCommonAreRefused() {
        assertThatThrownBy(() ->
                        JudgeAgreement.of("a", List.of(FIRST, NONE), "b", List.of(NONE, FIRST)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a and b have 0 matches on which both can be read");
    }
}
