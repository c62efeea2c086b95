package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.Overlong;
import dev.murmur.generation.SamplingParams;
import dev.murmur.loss.LengthRegularizedDpoLoss;
import dev.murmur.loss.Losses;
import dev.murmur.loss.PlackettLuceLoss;
import dev.murmur.model.ScoreAt;
import dev.murmur.nn.Compute;
import dev.murmur.online.BestWorst;
import dev.murmur.online.MustFinish;
import dev.murmur.online.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeReaderTest {
    private static final String SFT =
            """
            kind: sft
            name: tiny
            model: {path: m}
            data: {path: d.jsonl, max_tokens: 64}
            training: {learning_rate: 1e-3, batch_size: 8}
            """;

    private static final String ONLINE =
            """
            kind: online
            name: loop
            model: {path: m}
            iterations: 3
            reference: previous
            prompts: {path: p.jsonl, per_iteration: 100, max_tokens: 64}
            sampling: {n: 4, max_new_tokens: 32}
            reward: {type: scalar, path: rm}
            pairs: {select: best-worst}
            loss: {type: length-regularised-dpo, beta: 0.1, alpha: 0.02}
            training: {learning_rate: 1e-4, batch_size: 8}
            evaluation:
              prompts: held.jsonl
              judge: {type: rule, rule: checklist}
              decoding: {type: sampling, max_new_tokens: 32}
            """;

    @TempDir Path folder;

    private Recipe read(String yaml, String... sets) throws IOException {
        return RecipeReader.read(Files.writeString(folder.resolve("r.yaml"), yaml), List.of(sets));
    }

    private static final TrainingSection DEFAULT_TRAINING =
            new TrainingSection(
                    1e-3,
                    8,
                    1,
                    2048,
                    Optional.empty(),
                    new ScheduleSection.Cosine(0.03, 0.1),
                    new OptimizerSection(0, 0.9, 0.999, 1e-8),
                    1.0,
                    0,
                    Optional.empty(),
                    ModelSection.Dtype.FLOAT32,
                    Optional.empty(),
                    false,
                    0,
                    Optional.empty());

    @Test
    void fillsInTheDefaultsOfSft() throws IOException {
        assertThat(read(SFT))
                .isEqualTo(
                        new SftRecipe(
                                "tiny",
                                42,
                                Path.of("runs/tiny"),
                                new ModelSection(Path.of("m"), "auto", ModelSection.Dtype.FLOAT32),
                                new DataSection(
                                        Path.of("d.jsonl"), 64, Overlong.ERROR, Optional.empty()),
                                List.of(),
                                DEFAULT_TRAINING));
    }

    @Test
    void bindsTheLossOfARewardModel() throws IOException {
        var recipe =
                (RewardModelRecipe)
                        read(
                                SFT.replace("kind: sft", "kind: reward-model"),
                                "loss={type: plackett-luce, ties: efron}");
        assertThat(recipe.loss()).isEqualTo(new PlackettLuceLoss(PlackettLuceLoss.Ties.EFRON));
        assertThat(recipe.training()).isEqualTo(DEFAULT_TRAINING);
    }

    @Test
    void bindsEverySectionOfAnOnlineRecipe() throws IOException {
        var recipe = (OnlineRecipe) read(ONLINE);
        assertThat(recipe.reference()).isEqualTo(Reference.PREVIOUS);
        assertThat(recipe.prompts())
                .isEqualTo(
                        new PromptsSection(
                                Path.of("p.jsonl"),
                                100,
                                dev.murmur.data.PromptSampling.UNIFORM,
                                64,
                                Overlong.ERROR));
        assertThat(recipe.sampling().params(5)).isEqualTo(new SamplingParams(4, 1, 1, 0, 0, 32, 5));
        assertThat(recipe.reward())
                .isEqualTo(
                        new RewardSection.Scalar(
                                Path.of("rm"),
                                "auto",
                                ModelSection.Dtype.FLOAT32,
                                ScoreAt.LAST,
                                Optional.empty()));
        assertThat(recipe.pairs()).isEqualTo(new BestWorst(0, MustFinish.CHOSEN));
        assertThat(recipe.loss()).isEqualTo(new LengthRegularizedDpoLoss(0.1, 0.02));
        assertThat(recipe.evaluation().judge()).isEqualTo(new RewardSection.Rule("checklist"));
        assertThat(recipe.evaluation().maxPrompts()).isEmpty();
        assertThat(recipe.evaluation().decoding())
                .isEqualTo(new DecodingSection.Sampling(1, 1, 0, 0, Compute.MODEL, 0.01, 32));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name=a/b | name is 'a/b', must be letters, digits, '.', '_' and '-', for it names a folder",
                "seed=1.5 | seed is '1.5', must be a whole number",
                "iterations=0 | iterations is 0, must be at least 1",
                "reference=current | reference is 'current'. Known: initial, previous, none",
                "reference= | reference has no value, must be one of initial, previous, none",
                "reference=none | reference is 'none', must be initial or previous (the loss compares with a reference)",
                "model.dtype=float16 | model.dtype is 'float16'; did you mean 'bfloat16'? Known: float32, bfloat16",
                "prompts.per_iteration=0 | prompts.per_iteration is 0, must be at least 1",
                "prompts.max_tokens=0 | prompts.max_tokens is 0, must be at least 1",
                "prompts.overlong=right | prompts.overlong is 'right'. Known: error, drop, left",
                "prompts.sampling=by-source | prompts.sampling is 'by-source'. Known: uniform, uniform-by-source",
                "sampling.n=1 | sampling.n is 1, must be at least 2 (a pair needs two replies)",
                "sampling.n=0 | sampling.n is 0, must be at least 1",
                "sampling.temperature=-1 | sampling.temperature is -1.0, must be in [0, 100)",
                "sampling.top_p=0 | sampling.top_p is 0.0, must be in (0, 1]",
                "sampling.top_p=2 | sampling.top_p is 2.0, must be in (0, 1]",
                "evaluation.decoding.beams=4 | evaluation.decoding.beams is not a known key. Known: type, temperature, top_p, top_k, min_p, compute, max_compute_gap, max_new_tokens",
                "evaluation.decoding={type: beam, beams: 1, max_new_tokens: 4} | evaluation.decoding.beams is 1, must be at least 2 (one beam is type: greedy)",
                "evaluation.decoding={type: beam, beams: 4, length_penalty: 101, max_new_tokens: 4} | evaluation.decoding.length_penalty is 101.0, must be in [-100, 100]",
                "evaluation.decoding={type: greedy, max_new_tokens: 0} | evaluation.decoding.max_new_tokens is 0, must be at least 1",
                "evaluation.decoding={type: best-of-n, n: 1, max_new_tokens: 4, reward: {type: rule, rule: checklist}} | evaluation.decoding.n is 1, must be at least 2 (the best of one is type: sampling)",
                "evaluation.decoding={type: best-of-n, n: 2, temperature: 0, max_new_tokens: 4, reward: {type: rule, rule: checklist}} | evaluation.decoding.temperature is 0.0, must be > 0 (replies must differ)",
                "evaluation.decoding.max_compute_gap=0 | evaluation.decoding.max_compute_gap is 0.0, must be > 0 (0.01 nats a token is rounding in bfloat16)",
                "evaluation.decoding.min_p=1 | evaluation.decoding.min_p is 1.0, must be in [0, 1)",
                "evaluation.max_prompts=0 | evaluation.max_prompts is 0, must be at least 1",
                "evaluation.judge.type=scaler | evaluation.judge.type is 'scaler'; did you mean 'scalar'? Known: ensemble, judge, length-penalty, log-prob, log-ratio, rule, scalar",
                "reward={type: length-penalty, per_token: -1, reward: {type: rule, rule: x}} | reward.per_token is -1.0, must be >= 0",
                "reward={type: length-penalty, per_character: -1, reward: {type: rule, rule: x}} | reward.per_character is -1.0, must be >= 0",
                "reward={type: length-penalty, reward: {type: rule, rule: x}} | reward.per_token is null, must be given, or per_character, and not both",
                "reward={type: length-penalty, per_token: 1, per_character: 1, reward: {type: rule, rule: x}} | reward.per_token is 1.0, must be given, or per_character, and not both",
                "reward={type: length-penalty, per_character: 1, tokenizer: m, reward: {type: rule, rule: x}} | reward.tokenizer is m, must be left out with per_character",
                "reward={type: ensemble, members: []} | reward.members is [], must be a list of at least one",
                "reward={type: ensemble, members: [{weight: 0, reward: {type: rule, rule: x}}]} | reward.members[0].weight is 0.0, must be not 0; leave the member out",
                "reward={type: ensemble, members: [{std: 0, reward: {type: rule, rule: x}}]} | reward.members[0].std is 0.0, must be > 0",
                "reward={type: ensemble, members: [{reward: {type: rul, rule: x}}]} | reward.members[0].reward.type is 'rul'; did you mean 'rule'? Known: ensemble, judge, length-penalty, log-prob, log-ratio, rule, scalar",
                "reward={type: judge, highest: 1, service: {url: 'http://x', model: m}} | reward.highest is 1.0, must be above lowest (1.0)",
                "reward={type: judge, service: {url: 'localhost:8000', model: m}} | reward.service.url is 'localhost:8000', must be http(s)://...",
                "reward={type: judge, service: {url: 'http://x', model: ''}} | reward.service.model is '', must be the name of a model",
                "reward={type: judge, service: {url: 'http://x', model: m, api_key_env: sk-123}} | reward.service.api_key_env is no name of an environment variable, must be one, for example OPENAI_API_KEY, and never the key",
                "reward={type: judge, service: {url: 'http://x', model: m, temperature: 3}} | reward.service.temperature is 3.0, must be in [0, 2]",
                "reward={type: judge, service: {url: 'http://x', model: m, parallel: 0}} | reward.service.parallel is 0, must be at least 1",
                "stop=[{metric: kl}] | stop[0].metric is kl, must be given with above, or with below, and not with both",
                "stop=[{metric: speed, above: 1}] | stop[0].metric is 'speed', must be one of tokens, length_drift, kl, reward_length_correlation, repetition, distinct, finished, reward, judge, over_optimisation, log_prob_gap",
                "pairs.must_finish=all | pairs.must_finish is 'all'. Known: chosen, both, neither",
                "pairs.select=best | pairs.select is 'best'. Known: best-random, best-second, best-worst",
                "pairs.min_margin=-1 | pairs.min_margin is -1.0, must be 0 (every difference counts) or more",
                "loss.beta=0 | loss.beta is 0.0, must be > 0 (0.01 to 0.5 is usual)",
                "training.learning_rate=-1 | training.learning_rate is -1.0, must be in (0, 1) (1e-7 to 1e-3 is usual)",
                "training.batch_size=0 | training.batch_size is 0, must be at least 1",
                "training.epochs=0 | training.epochs is 0, must be at least 1",
                "training.max_tokens_per_micro_batch=0 | training.max_tokens_per_micro_batch is 0, must be at least 1",
                "training.max_grad_norm=0 | training.max_grad_norm is 0.0, must be > 0 (1.0 is usual)",
                "training.checkpoint_every=-1 | training.checkpoint_every is -1, must be at least 0",
                "training.optimiser.beta1=0.5 | training.optimiser is not a known key; did you mean 'optimizer'? Known: learning_rate, batch_size, epochs, max_tokens_per_micro_batch, memory_gb, schedule, optimizer, max_grad_norm, checkpoint_every, save_dtype, dtype, lora, gradient_checkpointing, evaluate_every, best",
                "training.optimizer.weight_decay=-1 | training.optimizer.weight_decay is -1.0, must be 0 (none) or more",
                "training.optimizer.beta1=1 | training.optimizer.beta1 is 1.0, must be in [0, 1)",
                "training.optimizer.beta2=-0.1 | training.optimizer.beta2 is -0.1, must be in [0, 1)",
                "training.optimizer.eps=0 | training.optimizer.eps is 0.0, must be > 0 (1e-8 is usual)",
                "training.schedule={type: cosine, warmup_ratio: 1} | training.schedule.warmup_ratio is 1.0, must be in [0, 1)",
                "training.schedule={type: cosine, min_lr_ratio: 2} | training.schedule.min_lr_ratio is 2.0, must be in [0, 1]",
                "training.schedule={type: linear, warmup_ratio: -1} | training.schedule.warmup_ratio is -1.0, must be in [0, 1)",
                "training.schedule={type: constant, min_lr_ratio: 0} | training.schedule.min_lr_ratio is not a known key. Known: type, warmup_ratio",
            })
    void saysWhatIsOutOfRange(String set, String message) {
        assertThatThrownBy(() -> read(ONLINE, set))
                .isInstanceOf(RecipeException.class)
                .hasMessage("--set " + set + ": " + message);
    }

    @Test
    void namesTheNearestLoss() {
        assertThatThrownBy(() -> read(ONLINE, "loss.type=length-regularized-dpo"))
                .hasMessage(
                        "--set loss.type=length-regularized-dpo: loss.type is"
                                + " 'length-regularized-dpo'; did you mean"
                                + " 'length-regularised-dpo'? Known: "
                                + String.join(", ", Losses.PREFERENCE.keySet()));
    }

    @Test
    void refusesAReferenceThatTheLossHasNot() {
        assertThatThrownBy(() -> read(ONLINE, "loss={type: simpo, beta: 2, gamma: 1}"))
                .hasMessage(
                        folder.resolve("r.yaml")
                                + ":5: reference is 'previous', must be none (the loss compares"
                                + " with no reference)");
    }

    @Test
    void namesAValueOfTheDataSectionThatIsOutOfRange() {
        assertThatThrownBy(() -> read(SFT.replace("64", "0")))
                .hasMessage(
                        folder.resolve("r.yaml") + ":4: data.max_tokens is 0, must be at least 2");
    }

    @Test
    void insistsOnAKind() {
        assertThatThrownBy(() -> read("name: x"))
                .hasMessage(
                        folder.resolve("r.yaml")
                                + ":1: kind is missing, must be one of benchmark, chat-benchmark, evaluation, online,"
                                + " policy-gradient, preference, rejection-sampling, reward-benchmark,"
                                + " reward-model, sft,"
                                + " unpaired-preference");
    }

    @Test
    void insistsOnAReferenceForOnline() {
        assertThatThrownBy(() -> read(ONLINE.replace("reference: previous\n", "")))
                .hasMessage(
                        folder.resolve("r.yaml")
                                + ":1: reference is missing, must be one of initial, previous,"
                                + " none (the run's starting model, the iteration's, or no model)");
    }

    @Test
    void saysThatAFileIsMissing() {
        Path missing = folder.resolve("missing.yaml");
        assertThatThrownBy(() -> RecipeReader.read(missing, List.of()))
                .isInstanceOf(RecipeException.class)
                .hasMessage(missing + ": there is no such file; is the path right?");
    }

    @Test
    void saysThatAFileIsAFolder() {
        assertThatThrownBy(() -> RecipeReader.read(folder, List.of()))
                .isInstanceOf(RecipeException.class)
                .hasMessageStartingWith(folder + ": cannot be read: ");
    }

    @Test
    void saysThatAFileIsNotText() throws IOException {
        Path weights = folder.resolve("model.safetensors");
        Files.write(weights, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThatThrownBy(() -> RecipeReader.read(weights, List.of()))
                .isInstanceOf(RecipeException.class)
                .hasMessage(weights + ": not UTF-8; is it a recipe?");
    }
}
