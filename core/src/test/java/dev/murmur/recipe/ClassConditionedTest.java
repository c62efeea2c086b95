package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.data.Conversation;
import dev.murmur.data.DataException;
import dev.murmur.data.GroupEncoder;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenLimits;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.tensor.Dtype;
import dev.murmur.text.ChatMessage;
import dev.murmur.text.OpenChatTemplate;
import dev.murmur.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// C-RLFT: conversations of several classes.
class ClassConditionedTest {
    private static final String CLASSES =
            "classes=[{source: gpt4, weight: 1.0, condition: GPT4 Correct},"
                    + " {source: gpt3.5, weight: 0.1, condition: GPT3 Correct}]";

    @TempDir static Path folder;
    private static TinyRecipes recipes;
    private static Path data;

    @BeforeAll
    static void makeRecipes() throws IOException {
        recipes = TinyRecipes.in(folder);
        data = folder.resolve("classes.jsonl");
        Files.writeString(
                data,
                """
                {"messages": [{"role": "user", "content": "the cat"}, {"role": "assistant", "content": "sat on the mat"}], "source": "gpt4"}
                {"messages": [{"role": "user", "content": "the hat"}, {"role": "assistant", "content": "the end"}], "source": "gpt3.5"}
                {"messages": [{"role": "user", "content": "the end"}, {"role": "assistant", "content": "the mat"}], "source": "mine", "weight": 0.5, "condition": "Code"}
                """);
    }

    @BeforeEach
    void forgetTheRun() throws IOException {
        AtomicFiles.deleteTree(recipes.run());
    }

    /// The first step's loss is the weighted mean that the formula says, over prompts that say the
    /// class.
    @Test
    void weighsAndConditionsConversationsByTheirClass() throws IOException {
        Runs.run(sft(data, CLASSES, "model.template=openchat"));

        double loss = 0;
        double weights = 0;
        loss -= weighted("GPT4 Correct", "the cat", "sat on the mat", 1);
        weights += tokens("GPT4 Correct", "the cat", "sat on the mat", 1);
        loss -= weighted("GPT3 Correct", "the hat", "the end", 0.1);
        weights += tokens("GPT3 Correct", "the hat", "the end", 0.1);
        loss -= weighted("Code", "the end", "the mat", 0.5);
        weights += tokens("Code", "the end", "the mat", 0.5);
        String first = Files.readAllLines(recipes.run().resolve("metrics.jsonl")).getFirst();
        assertThat(new JsonMapper().readTree(first).path("loss").asDouble())
                .isCloseTo(loss / weights, within(1e-4));
    }

    @Test
    void aSourceWithoutAClassIsRefusedBeforeAnyWork() throws IOException {
        Path file = folder.resolve("strange.jsonl");
        Files.writeString(file, Files.readString(data).replace("\"gpt4\"", "\"claude\""));

        assertThatThrownBy(() -> Runs.run(sft(file, CLASSES, "model.template=openchat")))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        file
                                + ": conversation '1' has the source 'claude' and no 'weight' of its"
                                + " own; classes are for [gpt4, gpt3.5]");
        assertThat(recipes.run()).doesNotExist();
    }

    @Test
    void aTemplateWithoutConditionsIsRefused() {
        assertThatThrownBy(() -> Runs.run(sft(data, CLASSES)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(data + ": conversation '")
                .hasMessageMatching(
                        ".*: the template chatml has no condition before its roles, so not '[\\w ]+';"
                                + " openchat has");
    }

    @Test
    void classesThatContradictOrWeighNothingAreRefused() {
        assertThatThrownBy(() ->
                        recipes.sft("classes=[{source: a, weight: 1}, {source: a, weight: 2}]"))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("classes is of [a, a], must be at most one a source");
        assertThatThrownBy(() -> recipes.sft("classes=[{source: a, weight: 0}]"))
                .hasMessageContaining(
                        "weight is 0.0, must be > 0; leave the source's rows out to drop them");
    }

    @Test
    void aRowsOwnWeightMustBePositive() throws IOException {
        Path file = folder.resolve("weightless.jsonl");
        Files.writeString(file, Files.readString(data).replace("0.5", "-1"));

        assertThatThrownBy(() -> Runs.run(sft(file)))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        file + ":3: 'weight' is -1.0, must be > 0; drop the line to leave it out");
    }

    private static Recipe sft(Path file, String... sets) {
        var all = new java.util.ArrayList<>(List.of("data.path=" + file, "data.eval="));
        all.addAll(List.of(sets));
        return recipes.sft(all.toArray(String[]::new));
    }

    private static double weighted(String condition, String ask, String reply, double weight) {
        try (CausalLm model = CausalLm.frozen(recipes.base(), Dtype.FLOAT32)) {
            return weight
                    * ReplyScorer.logProbs(model, 100)
                            .score(
                                    List.of(encoded(condition, ask, reply)),
                                    "check",
                                    RunContext.QUIET)
                            .getFirst()[0];
        }
    }

    private static double tokens(String condition, String ask, String reply, double weight) {
        return weight * encoded(condition, ask, reply).replies().getFirst().countedTokens();
    }

    private static TokenGroup encoded(String condition, String ask, String reply) {
        try (Tokenizer tokenizer = Tokenizer.open(recipes.base())) {
            var template = new OpenChatTemplate("openchat", condition);
            var row =
                    new Conversation(
                            "x", List.of(ChatMessage.user(ask), ChatMessage.assistant(reply)), "");
            return new GroupEncoder(tokenizer, template, TokenLimits.NONE)
                    .conversations(List.of(row))
                    .tokens()
                    .getFirst();
        }
    }
}
