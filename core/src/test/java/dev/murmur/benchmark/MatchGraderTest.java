package dev.murmur.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.benchmark.Grader.Mark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// GSM8K's filters, with what lm-eval makes of the same texts.
class MatchGraderTest {
    private static final Grader GRADER = new Gsm8k().grader();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'6 * 3 = 18\\n#### 18'          | true  | true",
                "'#### 18.'                     | true  | true",
                "'#### 18 and then #### 19'     | true  | false",
                "'#### 17 or rather 18'         | false | true",
                "'The answer is $18.'           | false | true",
                "'#### 1,8'                     | true  | true",
                "'#### 18.0'                    | false | false",
                "'#### -18'                     | false | false",
                "'####18'                       | false | true",
                "'It is 18 of 20'               | false | false",
                "'eighteen'                     | false | false",
                "''                             | false | false",
            })
    void findsTheAnswer(String quoted, boolean strict, boolean flexible) {
        Mark mark = mark(quoted.substring(1, quoted.length() - 1).replace("\\n", "\n"));
        assertThat(mark.right("strict")).isEqualTo(strict);
        assertThat(mark.right("flexible")).isEqualTo(flexible);
    }

    @Test
    void whatHasNoAnswerIsCounted() {
        assertThat(mark("eighteen").counts())
                .containsExactly("no_strict_answer", "no_flexible_answer");
        assertThat(mark("18").counts()).containsExactly("no_strict_answer");
        assertThat(mark("#### 18").counts()).isEmpty();
        assertThat(mark("#### 18").note()).isEqualTo("strict 18, flexible 18");
    }

    private static Mark mark(String reply) {
        return GRADER.mark(
                new GeneratedQuestion("0", "", "", "He has 6 * 3 = <<6*3=18>>18.\n#### 18"), reply);
    }
}
