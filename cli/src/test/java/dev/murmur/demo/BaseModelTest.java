package dev.murmur.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.AtomicFiles;
import dev.murmur.model.ModelFolder;
import dev.murmur.text.ChatMessage;
import dev.murmur.text.ChatTemplate;
import dev.murmur.text.ChatTemplates;
import dev.murmur.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseModelTest {
    private static final WorldSettings SETTINGS = WorldSettings.of(DemoSize.DEFAULT);
    private static final World WORLD = new World(SETTINGS, 3);

    @TempDir Path folder;

    @Test
    void theFolderHoldsAModelItsTokenizerAndItsTemplate() throws IOException {
        Path base = folder.resolve("base");
        new BaseModel(SETTINGS, 3).write(base, WORLD);
        try (Tokenizer tokenizer = Tokenizer.open(base)) {
            ModelFolder model = ModelFolder.open(base);
            model.requireVocabulary(tokenizer.vocabSize());
            ChatTemplate template = ChatTemplates.detect(base);
            assertThat(template.name()).isEqualTo("chatml");
            assertThat(model.ids("eos_token_id")).containsExactly(template.endOfTurn(tokenizer));
            assertThat(template.render(tokenizer, List.of(ChatMessage.user("What?")), true).ids())
                    .hasSizeLessThan(16);
        }
        assertThat(base.resolve("model.safetensors")).exists();
    }

    @Test
    void theSameWorldGivesTheSameBytes() {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        new BaseModel(SETTINGS, 3).write(first, WORLD);
        new BaseModel(SETTINGS, 3).write(second, WORLD);
        for (String file : List.of("model.safetensors", "tokenizer.json", "config.json")) {
            assertThat(AtomicFiles.sha256(second.resolve(file)))
                    .isEqualTo(AtomicFiles.sha256(first.resolve(file)));
        }
    }

    @Test
    void theTokenizerWritesRepliesInLittleMoreTokensThanWords() throws IOException {
        Path base = folder.resolve("base");
        new BaseModel(SETTINGS, 3).write(base, WORLD);
        try (Tokenizer tokenizer = Tokenizer.open(base)) {
            double tokens = 0;
            double words = 0;
            for (World.Exchange exchange : WORLD.conversations()) {
                tokens += tokenizer.encode(exchange.reply()).length;
                words += Annotator.words(exchange.reply());
            }
            assertThat(tokens / words).isBetween(1.0, 1.5);
        }
    }
}
