package dev.murmur.recipe;

import dev.murmur.judge.ChatEndpoint;
import dev.murmur.judge.ChatServiceProvider;
import dev.murmur.judge.Judge;
import dev.murmur.judge.Panel;
import dev.murmur.judge.ServicePanel;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A chat model behind an OpenAI-compatible URL. The key is never in a recipe: it says which
/// environment variable holds it.
public record ServiceSection(
        @Doc("base URL of an OpenAI-compatible service, for example http://localhost:8000/v1")
                String url,
        @Doc("name of the model there") String model,
        @Doc("environment variable that holds the API key; null for a service without keys")
                Optional<String> apiKeyEnv,
        @Doc("0 is the likeliest answer; answers are kept whatever it is") @Default("0.0")
                double temperature,
        @Doc("longest answer, tokens") @Default("1024") int maxTokens,
        @Doc("questions under way at a time") @Default("8") int parallel,
        @Doc("further attempts after 429, 5xx or no answer in time, waiting longer each time")
                @Default("5")
                int retries,
        @Doc("time for one attempt, seconds") @Default("120") int timeoutSeconds,
        @Doc("folder of the answers, by the content of their questions; runs may share it")
                @Default("runs/.cache/judge")
                Path cache) {
    public ServiceSection {
        new Check()
                .require(
                        url.matches("https?://[^\\s/]+\\S*"),
                        "url",
                        "'" + url + "'",
                        "http(s)://...")
                .require(!model.isBlank(), "model", "'" + model + "'", "the name of a model")
                .require(
                        apiKeyEnv.orElse("KEY").matches("[A-Za-z_][A-Za-z0-9_]*"),
                        "api_key_env",
                        "no name of an environment variable",
                        "one, for example OPENAI_API_KEY, and never the key")
                .require(
                        temperature >= 0 && temperature <= 2,
                        "temperature",
                        temperature,
                        "in [0, 2]")
                .atLeast(1, "max_tokens", maxTokens)
                .atLeast(1, "parallel", parallel)
                .atLeast(0, "retries", retries)
                .atLeast(1, "timeout_seconds", timeoutSeconds)
                .verify();
    }

    Judge judge() {
        return new Judge(model, temperature, maxTokens);
    }

    /// @throws RecipeException if the key's variable is not set
    Panel panel() {
        var endpoint =
                new ChatEndpoint(
                        url,
                        key(),
                        apiKeyEnv.orElse("no environment variable (api_key_env)"),
                        retries,
                        Duration.ofSeconds(timeoutSeconds));
        return new ServicePanel(ChatServiceProvider.find().open(endpoint), parallel, cache);
    }

    /// @throws RecipeException if the key's variable is not set
    void check() {
        key();
        ChatServiceProvider.find();
    }

    private Optional<String> key() {
        return apiKeyEnv.map(variable -> {
            String key = System.getenv(variable);
            if (key == null || key.isBlank()) {
                throw new RecipeException(
                        "api_key_env is "
                                + variable
                                + ", which is not set in the environment; export "
                                + variable
                                + "=..., or leave api_key_env out if "
                                + url
                                + " takes no key");
            }
            return key;
        });
    }
}
