package dev.murmur.recipe;

import dev.murmur.benchmark.Examiner;
import dev.murmur.data.Prompt;
import dev.murmur.judge.PairwiseJudge;
import dev.murmur.judge.PreferenceJudge;
import dev.murmur.judge.RewardJudge;
import dev.murmur.judge.Rubric;
import dev.murmur.model.CausalLm;
import dev.murmur.reward.RewardModel;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Who judges replies to a benchmark of chat.
public sealed interface ExaminerSection {
    /// Opens it; nothing is asked yet.
    Examiner open();

    /// Opens it to compare two replies, with a question of the user's or the built-in one.
    ///
    /// @param rubric Jinja file that asks for `[[A]]`, `[[B]]` or `[[C]]`, of messages, first and
    ///   second; a reward has no use for one
    /// @throws IllegalArgumentException if the rubric does not show both replies
    default PreferenceJudge comparing(Optional<Path> rubric) {
        Rubric question = Rubric.comparison(rubric);
        return switch (open()) {
            case Examiner.Chat chat -> new PairwiseJudge(chat.judge(), question, chat.panel());
            case Examiner.Reward(RewardModel reward) -> new RewardJudge(reward);
        };
    }

    /// Finds out before any work whether it can be had.
    ///
    /// @throws RecipeException as do all that say what is wrong
    void check(List<Prompt> prompts);

    /// What its judgements depend on besides the questions.
    Map<String, String> conditions();

    /// A chat model behind a URL.
    record Service(@Doc("the model, and where it is") ServiceSection service)
            implements ExaminerSection {
        @Override
        public Examiner open() {
            return new Examiner.Chat(service.judge(), service.panel());
        }

        @Override
        public void check(List<Prompt> prompts) {
            service.check();
        }

        @Override
        public Map<String, String> conditions() {
            return asked(service.temperature(), service.maxTokens());
        }
    }

    /// A chat model in this process.
    record Model(
            @Doc("Hugging Face folder of a chat model") Path path,
            @Doc("chat template by name, or a .jinja file; auto takes the folder's own")
                    @Default("auto")
                    String template,
            @Doc("type of the weights in memory") @Default("float32") ModelSection.Dtype dtype,
            @Doc("0 is the likeliest answer; answers are kept whatever it is") @Default("0.0")
                    double temperature,
            @Doc("longest judgement, tokens") @Default("1024") int maxTokens,
            @Doc("folder of the answers, by the content of their questions; runs may share it")
                    @Default("runs/.cache/judge")
                    Path cache)
            implements ExaminerSection {
        public Model {
            new Check()
                    .require(
                            temperature >= 0 && temperature < 100,
                            "temperature",
                            temperature,
                            "in [0, 100)")
                    .atLeast(1, "max_tokens", maxTokens)
                    .verify();
        }

        /// What is opened.
        public ModelSection model() {
            return new ModelSection(path, template, dtype);
        }

        @Override
        public Examiner open() {
            return ModelPanel.examiner(this);
        }

        @Override
        public void check(List<Prompt> prompts) {
            TextModel.open(model()).close();
            CausalLm.check(path);
        }

        @Override
        public Map<String, String> conditions() {
            return asked(temperature, maxTokens);
        }
    }

    /// A reward, which prefers the reply with the higher score.
    record Reward(@Doc("what scores both replies") RewardSection reward)
            implements ExaminerSection {
        @Override
        public Examiner open() {
            return new Examiner.Reward(Rewards.open(reward));
        }

        @Override
        public void check(List<Prompt> prompts) {
            Rewards.check(reward, prompts);
        }

        @Override
        public Map<String, String> conditions() {
            return Map.of("judge's settings", reward.toString());
        }
    }

    private static Map<String, String> asked(double temperature, int maxTokens) {
        return new TreeMap<>(
                Map.of(
                        "judge's temperature",
                        Double.toString(temperature),
                        "judge's max_tokens",
                        Integer.toString(maxTokens)));
    }
}
