package dev.murmur.cli;

import dev.murmur.text.ChatMessage;
import dev.murmur.text.ChatTemplate;
import dev.murmur.text.ChatTemplates;
import dev.murmur.text.Tokenizer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `murmur inspect`.
@Command(
        name = "inspect",
        description = {
            "Say what a model folder holds, or show a conversation as the model sees it.",
            "With --chat or --messages: the rendered text and its token ids, special tokens coloured"
                    + " and the assistant's part marked (in [[ ]] where there are no colours)."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  murmur inspect models/yi",
            "  murmur inspect models/yi --chat 'Hello'",
            "  murmur inspect models/yi --chat 'Hello' --chat 'Hi!' --chat 'How are you?'",
            "  murmur inspect models/yi --messages talk.json --template llama-3 --json"
        })
final class InspectCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "A model folder.")
    private @Nullable Path model;

    @Option(
            names = "--chat",
            paramLabel = "TEXT",
            description =
                    "A turn: the first is the user's, the second the assistant's, and so on; one"
                            + " that the user ends asks for a reply.")
    private List<String> turns = List.of();

    @Option(
            names = "--messages",
            paramLabel = "FILE",
            description = "The turns as JSON: [{\"role\", \"content\"}, ..].")
    private @Nullable Path messages;

    @Option(
            names = "--template",
            paramLabel = "NAME",
            description = "A chat template, or a .jinja file. Default: the model's own.")
    private @Nullable String template;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        Path folder = Objects.requireNonNull(model);
        if (!turns.isEmpty() && messages != null) {
            throw new ParameterException(
                    command.commandLine(), "--chat and --messages exclude each other");
        }
        List<ChatMessage> conversation =
                messages == null ? conversation(turns) : MessageFile.read(messages);
        PrintWriter out = command.commandLine().getOut();
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            out.print(
                    conversation.isEmpty()
                            ? facts(folder, tokenizer)
                            : chat(folder, tokenizer, conversation));
        }
        out.flush();
        return ExitCodes.OK;
    }

    private static List<ChatMessage> conversation(List<String> turns) {
        return IntStream.range(0, turns.size())
                .mapToObj(i ->
                        i % 2 == 0
                                ? ChatMessage.user(turns.get(i))
                                : ChatMessage.assistant(turns.get(i)))
                .toList();
    }

    private String facts(Path folder, Tokenizer tokenizer) {
        ModelFacts facts = ModelFacts.of(folder, tokenizer, template);
        return json ? facts.toJson() : facts.toText();
    }

    private String chat(Path folder, Tokenizer tokenizer, List<ChatMessage> conversation) {
        ChatTemplate chosen =
                template == null ? ChatTemplates.detect(folder) : ChatTemplates.named(template);
        ChatView view = ChatView.of(tokenizer, chosen, conversation);
        return json ? view.toJson() : view.toText(Ansi.AUTO.enabled());
    }
}
