package dev.murmur.evaluation;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;

/// A score in JSON: a number, or `null` where there is none, NaN in memory.
final class ScoreJson {
    private ScoreJson() {}

    static final class Writer extends JsonSerializer<Double> {
        @Override
        public void serialize(Double score, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            if (score.isNaN()) {
                out.writeNull();
            } else {
                out.writeNumber(score);
            }
        }
    }

    static final class Reader extends JsonDeserializer<Double> {
        @Override
        public Double deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            return parser.getDoubleValue();
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }
    }
}
