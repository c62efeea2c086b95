package dev.murmur.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.Arrays;

/// JSON of unknown origin, token by token: no key twice, no deep nesting, no name or number of
/// absurd length, and nothing kept in memory but what the reader keeps.
final class StrictJson {
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(16)
                                    .maxNameLength(4096)
                                    .maxNumberLength(32)
                                    .build())
                    .build();

    private StrictJson() {}

    /// Takes one field of an object.
    @FunctionalInterface
    interface Fields {
        /// Called with the parser at the first token of the value; leaves it at the last.
        void read(String name, JsonParser value) throws IOException;
    }

    /// Reads a document that is an object.
    ///
    /// @param file for messages
    /// @throws CheckpointException if it is not, with what is wrong and where
    static void object(String file, byte[] json, Fields fields) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            object(parser, fields);
            if (parser.nextToken() != null) {
                throw unexpected(parser, "nothing after the object");
            }
        } catch (IOException e) {
            throw new CheckpointException(file + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        if (!(e instanceof JsonProcessingException json)) {
            return "is not JSON in UTF-8: " + e.getMessage();
        }
        return json.getLocation() == null
                ? json.getOriginalMessage()
                : json.getOriginalMessage()
                        + " (byte "
                        + json.getLocation().getByteOffset()
                        + " of the JSON)";
    }

    /// Reads the object that begins at the parser's token.
    static void object(JsonParser parser, Fields fields) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw unexpected(parser, "an object");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.read(name, parser);
        }
    }

    /// Reads the string at the parser's token.
    static String string(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw unexpected(parser, "a string");
        }
        return parser.getText();
    }

    /// Reads the list of integers that begins at the parser's token.
    ///
    /// @param most how many it may have
    static long[] integers(JsonParser parser, int most) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw unexpected(parser, "a list of integers");
        }
        var values = new long[most];
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT || count == most) {
                throw unexpected(parser, "up to " + most + " integers");
            }
            values[count++] = parser.getLongValue();
        }
        return Arrays.copyOf(values, count);
    }

    /// An error at the parser's token.
    static JsonProcessingException unexpected(JsonParser parser, String expected)
            throws IOException {
        String text = parser.currentToken() == null ? "the end" : parser.getText();
        return new JsonParseException(
                parser,
                "found "
                        + text.substring(0, Math.min(40, text.length()))
                        + ", expected "
                        + expected,
                parser.currentTokenLocation());
    }
}
