package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.doctor.Examination;
import dev.murmur.doctor.Finding;
import dev.murmur.doctor.Finding.Status;
import dev.murmur.doctor.Speed;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
    private final List<Finding> findings =
            List.of(
                    new Finding("jdk", "25", Status.OK, ""),
                    new Finding("gpu", "no GPU can be used", Status.BROKEN, "check nvidia-smi"));

    @Test
    void theTableMarksWhatIsBrokenAndEndsWithAdvice() {
        List<String> lines = DoctorCommand.table(findings).lines().map(String::strip).toList();

        assertThat(lines)
                .containsExactly(
                        "what  found",
                        "jdk   25",
                        "broken  gpu   no GPU can be used",
                        "broken, gpu: check nvidia-smi");
    }

    @Test
    void jsonHoldsNumbersForMachines() throws JsonProcessingException {
        var examination = new Examination(findings, Optional.of(new Speed(310.5, 418)));

        JsonNode json = new JsonMapper().readTree(DoctorCommand.json(examination));

        assertThat(json.get("healthy").asBoolean()).isFalse();
        assertThat(json.at("/speed/float32").asDouble()).isEqualTo(310.5);
        assertThat(json.at("/findings/1/status").asText()).isEqualTo("BROKEN");
    }

    @Test
    void withoutLibtorchThereIsNoSpeed() throws JsonProcessingException {
        var examination = new Examination(findings, Optional.empty());

        assertThat(new JsonMapper().readTree(DoctorCommand.json(examination)).has("speed"))
                .isFalse();
    }
}
