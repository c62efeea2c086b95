package dev.murmur.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// What a SentencePiece `tokenizer.model` says (`sentencepiece_model.proto` of
/// google/sentencepiece), checked: the pieces differ, one of them is for the unknown, and with byte
/// fallback there are all 256 bytes.
///
/// @param pieces in the order of their ids
/// @param dummyPrefix whether a text gets a blank in front
record SentencePieceModel(
        List<Piece> pieces, boolean byteFallback, boolean dummyPrefix, NamedTokens named) {
    /// Longer pieces would make the search for their merges slow; trainers stop at 16 characters
    /// unless told otherwise.
    private static final int MAX_PIECE = 512;

    /// @param score the higher, the earlier it is merged
    record Piece(String text, float score, Type type) {}

    /// With the numbers of the format.
    enum Type {
        NORMAL(1),
        UNKNOWN(2),
        CONTROL(3),
        USER_DEFINED(4),
        UNUSED(5),
        BYTE(6);

        private final int number;

        Type(int number) {
            this.number = number;
        }
    }

    /// @throws TokenizerException if the file is broken, or does something that we do not
    static SentencePieceModel read(Path file) {
        try {
            return new Parser(file.toString()).parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The name of a byte's piece.
    static String byteName(int b) {
        return "<0x%02X>".formatted(b);
    }

    int unknown() {
        int id = 0;
        while (pieces.get(id).type != Type.UNKNOWN) {
            id++;
        }
        return id;
    }

    /// The fields of the file, with the format's defaults until they are met.
    private static final class Parser {
        private final String file;
        private final List<Piece> pieces = new ArrayList<>();
        private final Set<String> texts = new HashSet<>();
        private long modelType = 1;
        private boolean byteFallback;
        private boolean dummyPrefix = true;
        private boolean removesWhitespace = true;
        private int bosId = 1;
        private int eosId = 2;
        private int padId = -1;

        Parser(String file) {
            this.file = file;
        }

        SentencePieceModel parse(byte[] bytes) {
            var in = new ProtobufReader(file, bytes);
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> piece(in.message());
                    case 2 -> trainer(in.message());
                    case 3 -> normalizer(in.message());
                    case 5 -> denormalizer(in.message());
                    default -> in.skip();
                }
            }
            check();
            return new SentencePieceModel(
                    List.copyOf(pieces),
                    byteFallback,
                    dummyPrefix,
                    new NamedTokens(id("bos_id", bosId), id("eos_id", eosId), id("pad_id", padId)));
        }

        private void piece(ProtobufReader in) {
            String text = "";
            float score = 0;
            long type = 1;
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> text = in.text();
                    case 2 -> score = in.real();
                    case 3 -> type = in.number();
                    default -> in.skip();
                }
            }
            String where = file + ": piece " + pieces.size();
            if (text.isEmpty() || text.length() > MAX_PIECE) {
                throw new TokenizerException(
                        where
                                + " has "
                                + text.length()
                                + " characters, must have 1 to "
                                + MAX_PIECE);
            }
            if (!texts.add(text)) {
                throw new TokenizerException(where + " is '" + text + "', as one before it");
            }
            if (!Float.isFinite(score)) {
                throw new TokenizerException(
                        where + " '" + text + "' has the score " + score + ", must be a number");
            }
            pieces.add(new Piece(text, score, type(where, type)));
        }

        private static Type type(String where, long number) {
            for (Type type : Type.values()) {
                if (type.number == number) {
                    return type;
                }
            }
            throw new TokenizerException(where + " has the type " + number + ", must be 1 to 6");
        }

        private void trainer(ProtobufReader in) {
            while (in.next()) {
                switch (in.field()) {
                    case 3 -> modelType = in.number();
                    case 24 -> refuse("treat_whitespace_as_suffix", in.flag());
                    case 35 -> byteFallback = in.flag();
                    case 41 -> bosId = (int) in.number();
                    case 42 -> eosId = (int) in.number();
                    case 43 -> padId = (int) in.number();
                    default -> in.skip();
                }
            }
        }

        private void normalizer(ProtobufReader in) {
            while (in.next()) {
                switch (in.field()) {
                    case 2 ->
                            refuse(
                                    "precompiled_charsmap (a normaliser)",
                                    in.bytes().hasRemaining());
                    case 3 -> dummyPrefix = in.flag();
                    case 4 -> removesWhitespace = in.flag();
                    case 5 -> refuse("escape_whitespaces false", !in.flag());
                    default -> in.skip();
                }
            }
        }

        private void denormalizer(ProtobufReader in) {
            while (in.next()) {
                if (in.field() == 2) {
                    refuse("denormalizer_spec.precompiled_charsmap", in.bytes().hasRemaining());
                } else {
                    in.skip();
                }
            }
        }

        private void check() {
            if (pieces.isEmpty()) {
                throw new TokenizerException(
                        file
                                + " is no SentencePiece model: it has no pieces; is the file"
                                + " complete, and not another tool's?");
            }
            refuse("a model_type that is not bpe", modelType != 2);
            refuse("remove_extra_whitespaces", removesWhitespace);
            refuse("unused pieces", pieces.stream().anyMatch(p -> p.type == Type.UNUSED));
            long unknowns = pieces.stream().filter(p -> p.type == Type.UNKNOWN).count();
            if (unknowns != 1) {
                throw new TokenizerException(
                        file + " has " + unknowns + " pieces for the unknown, must have one");
            }
            for (int b = 0; byteFallback && b < 256; b++) {
                if (!texts.contains(byteName(b))) {
                    throw new TokenizerException(
                            file + " says byte_fallback, but has no piece " + byteName(b));
                }
            }
        }

        private void refuse(String setting, boolean found) {
            if (found) {
                throw new TokenizerException(
                        file
                                + " has "
                                + setting
                                + ", which we do not compute; transformers writes a tokenizer.json"
                                + " (AutoTokenizer.from_pretrained(..).save_pretrained(..))");
            }
        }

        private OptionalInt id(String key, int id) {
            if (id >= pieces.size()) {
                throw new TokenizerException(
                        file
                                + ": "
                                + key
                                + " is "
                                + id
                                + ", must be less than the "
                                + pieces.size()
                                + " pieces");
            }
            return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
        }
    }
}
