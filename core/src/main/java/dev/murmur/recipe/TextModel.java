package dev.murmur.recipe;

import dev.murmur.data.GroupEncoder;
import dev.murmur.data.TokenLimits;
import dev.murmur.model.ModelFolder;
import dev.murmur.text.ChatTemplate;
import dev.murmur.text.ChatTemplates;
import dev.murmur.text.Tokenizer;
import org.apache.commons.codec.digest.DigestUtils;

/// The text side of a model: how messages become its token ids.
record TextModel(ModelFolder folder, Tokenizer tokenizer, ChatTemplate template)
        implements AutoCloseable {
    /// @throws dev.murmur.model.CheckpointException if the folder, its tokenizer or its template is
    ///   not one that loads
    static TextModel open(ModelSection section) {
        ModelFolder folder = ModelFolder.open(section.path());
        ChatTemplate template = template(section);
        Tokenizer tokenizer = Tokenizer.open(section.path());
        try {
            folder.requireVocabulary(tokenizer.vocabSize());
            return new TextModel(folder, tokenizer, template);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    static ChatTemplate template(ModelSection section) {
        return section.template().equals("auto")
                ? ChatTemplates.detect(section.path())
                : ChatTemplates.named(section.template());
    }

    /// What the ids that a section's template makes depend on besides the tokenizer: its name and
    /// its text.
    static String templateKey(ModelSection section) {
        ChatTemplate template = template(section);
        return template.name() + " sha256:" + DigestUtils.sha256Hex(template.jinja());
    }

    GroupEncoder encoder(TokenLimits limits) {
        return new GroupEncoder(tokenizer, template, limits);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
