package dev.murmur.online;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.murmur.evaluation.Estimate;
import java.util.Comparator;
import java.util.List;

/// The models of a run of rejection sampling by their batch reward: `peak.json`.
///
/// @param peak name of the one that was kept as `model/`
/// @param models the start and the iterations' in order, as far as they were measured
@JsonNaming(SnakeCaseStrategy.class)
public record Peak(String peak, List<Model> models) {
    /// A model and its batch reward.
    ///
    /// @param name `start` or the iteration that trained it
    /// @param batchReward over the replies that it wrote in the next iteration
    @JsonNaming(SnakeCaseStrategy.class)
    public record Model(String name, Estimate batchReward) {}

    public Peak {
        models = List.copyOf(models);
    }

    /// Of the highest batch reward; of equal ones the earlier model's.
    static Peak of(List<Model> models) {
        return new Peak(
                models.stream()
                        .reduce((a, b) -> ORDER.compare(b, a) > 0 ? b : a)
                        .orElseThrow()
                        .name(),
                models);
    }

    private static final Comparator<Model> ORDER =
            Comparator.comparingDouble(model -> model.batchReward().mean());
}
