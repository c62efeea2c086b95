package dev.murmur.benchmark;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// A system's line of AlpacaEval's leaderboard, with its names. Rates are in percent.
///
/// @param winRate the mean preference
/// @param standardError of it
/// @param wins preferences above a half
/// @param baselineWins those below
/// @param draws those of a half
/// @param total comparisons that were answered
/// @param discreteWinRate wins and half the draws over all
/// @param averageLength of the system's replies, in characters, cut to a whole number
/// @param lengthControlledWinRate at equal length
/// @param lengthWeight of the fitted model, absent for the baseline
/// @param difficultyWeight absent too where no difficulties were given
/// @param systemWeight of the system itself
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AlpacaResult(
        @JsonProperty("model") String model,
        @JsonProperty("win_rate") double winRate,
        @JsonProperty("standard_error") double standardError,
        @JsonProperty("n_wins") int wins,
        @JsonProperty("n_wins_base") int baselineWins,
        @JsonProperty("n_draws") int draws,
        @JsonProperty("n_total") int total,
        @JsonProperty("discrete_win_rate") double discreteWinRate,
        @JsonProperty("avg_length") int averageLength,
        @JsonProperty("length_controlled_winrate") double lengthControlledWinRate,
        @JsonProperty("lc_standard_error") double lengthControlledStandardError,
        @JsonProperty("w_length") @Nullable Double lengthWeight,
        @JsonProperty("w_difficulty") @Nullable Double difficultyWeight,
        @JsonProperty("w_model") @Nullable Double systemWeight) {
    /// Whether the rate at equal length is so far from the raw one that the fit may have failed: by
    /// more than ten points, and by more than a quarter of what there is on that side. AlpacaEval's
    /// rule.
    public boolean isFarFromRaw() {
        double below = Math.min(winRate - winRate / 4, winRate - 10);
        double above = Math.max(winRate + (100 - winRate) / 4, winRate + 10);
        return lengthControlledWinRate < below || lengthControlledWinRate > above;
    }
}
