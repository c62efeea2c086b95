package dev.murmur.recipe;

import dev.murmur.judge.JudgeReward;
import dev.murmur.judge.Rubric;
import dev.murmur.model.ScoreAt;
import dev.murmur.reward.LengthPenaltyReward;
import dev.murmur.reward.LogProbReward;
import dev.murmur.reward.LogRatioReward;
import dev.murmur.reward.Reading;
import dev.murmur.reward.ReplyLength;
import dev.murmur.reward.RuleReward;
import dev.murmur.reward.ScalarReward;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What says how good a reply is.
public sealed interface RewardSection {
    /// What it is, for reports: the id of the reward that it opens.
    String id();

    /// A scalar reward model, with a tokenizer and a template of its own.
    record Scalar(
            @Doc("Hugging Face folder of a sequence classifier with one label, or like Starling's")
                    Path path,
            @Doc("chat template by name, or a .jinja file; auto takes the folder's own")
                    @Default("auto")
                    String template,
            @Doc("type of the weights in memory") @Default("float32") ModelSection.Dtype dtype,
            @Doc("token whose score counts") @Default("last") ScoreAt scoreAt,
            @Doc("cut all but this many last tokens; null refuses what is too long")
                    Optional<Integer> truncateLeft)
            implements RewardSection {
        public Scalar {
            Reading.requireRange(truncateLeft);
        }

        @Override
        public String id() {
            return ScalarReward.id(path);
        }

        Reading reading() {
            return new Reading(scoreAt, truncateLeft);
        }

        public ModelSection model() {
            return new ModelSection(path, template, dtype);
        }
    }

    /// How likely a reply is under one language model: a reward without a reference.
    record LogProb(
            @Doc("Hugging Face folder of a language model") Path path,
            @Doc("chat template by name, or a .jinja file; auto takes the folder's own")
                    @Default("auto")
                    String template,
            @Doc("type of the weights in memory") @Default("float32") ModelSection.Dtype dtype,
            @Doc("log-probs of a reply's tokens: their sum or their mean") LogProbReward.Over over)
            implements RewardSection {
        @Override
        public String id() {
            return LogProbReward.id(path, over);
        }

        public ModelSection model() {
            return new ModelSection(path, template, dtype);
        }
    }

    /// How much likelier a reply is under one language model than under another.
    record LogRatio(
            @Doc("Hugging Face folder of the better model: aligned, or larger") Path strong,
            @Doc("Hugging Face folder of the other: its base, or smaller") Path weak,
            @Doc("chat template of both by name; auto takes the better model's") @Default("auto")
                    String template,
            @Doc("type of the weights in memory, one model at a time") @Default("float32")
                    ModelSection.Dtype dtype,
            @Doc("log-probs of a reply's tokens: their sum or their mean") @Default("sum")
                    LogProbReward.Over over)
            implements RewardSection {
        @Override
        public String id() {
            return LogRatioReward.id(strong, weak);
        }

        /// The template is the strong one's: a base model has none.
        public ModelSection strongModel() {
            return new ModelSection(strong, template, dtype);
        }
    }

    /// A rule in code.
    record Rule(@Doc("name of the rule, for example checklist") String rule)
            implements RewardSection {
        @Override
        public String id() {
            return RuleReward.id(rule);
        }
    }

    /// A language model behind a URL that rates each reply.
    record Judge(
            @Doc("the model, and where it is") ServiceSection service,
            @Doc("Jinja file that asks for [[rating]], of messages and reply; null is the built-in")
                    Optional<Path> rubric,
            @Doc("worst rating; one outside is no rating") @Default("1") double lowest,
            @Doc("best rating") @Default("10") double highest)
            implements RewardSection {
        public Judge {
            new Check()
                    .require(highest > lowest, "highest", highest, "above lowest (" + lowest + ")")
                    .verify();
        }

        @Override
        public String id() {
            return JudgeReward.id(service.model(), Rubric.rating(rubric));
        }
    }

    /// Another reward less a price on length.
    record LengthPenalty(
            @Doc("what is penalised") RewardSection reward,
            @Doc("price of a token, in the reward's unit, >= 0; or per_character")
                    Optional<Double> perToken,
            @Doc("price of a character (code point), in the reward's unit, >= 0")
                    Optional<Double> perCharacter,
            @Doc("model folder to count tokens of replies that were not sampled; null refuses them")
                    Optional<Path> tokenizer)
            implements RewardSection {
        public LengthPenalty {
            new Check()
                    .require(
                            perToken.isPresent() != perCharacter.isPresent(),
                            "per_token",
                            perToken.map(String::valueOf).orElse("null"),
                            "given, or per_character, and not both")
                    .require(perToken.orElse(0.0) >= 0, "per_token", perToken.orElse(0.0), ">= 0")
                    .require(
                            perCharacter.orElse(0.0) >= 0,
                            "per_character",
                            perCharacter.orElse(0.0),
                            ">= 0")
                    .require(
                            tokenizer.isEmpty() || perToken.isPresent(),
                            "tokenizer",
                            tokenizer.map(Path::toString).orElse(""),
                            "left out with per_character")
                    .verify();
        }

        @Override
        public String id() {
            return LengthPenaltyReward.id(reward.id(), price(), length());
        }

        double price() {
            return perToken.or(() -> perCharacter).orElseThrow();
        }

        ReplyLength length() {
            return perToken.isPresent()
                    ? new ReplyLength.Tokens(tokenizer)
                    : new ReplyLength.Characters();
        }
    }

    /// A weighted sum of rewards.
    record Ensemble(@Doc("what is added up, each opened after the other") List<Member> members)
            implements RewardSection {
        /// One of them: weight * (score - mean) / std.
        public record Member(
                @Doc("not 0; negative to subtract") @Default("1.0") double weight,
                @Doc("subtracted from its scores") @Default("0.0") double mean,
                @Doc("divides its scores, > 0; fixed, so that no score depends on others")
                        @Default("1.0")
                        double std,
                @Doc("what scores the replies") RewardSection reward) {
            public Member {
                new Check()
                        .require(weight != 0, "weight", weight, "not 0; leave the member out")
                        .require(std > 0, "std", std, "> 0")
                        .verify();
            }
        }

        public Ensemble {
            new Check()
                    .require(!members.isEmpty(), "members", members, "a list of at least one")
                    .verify();
        }

        @Override
        public String id() {
            return Rewards.ensemble(this).id();
        }
    }
}
