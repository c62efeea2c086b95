package dev.murmur.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;

/// The rows of a file as JSON texts, one at a time: `.jsonl` and `.json` line by line, a `.json`
/// that is an array element by element, `.parquet`, `.csv` and `.csv.gz` through DuckDB.
public final class RowLines {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private RowLines() {}

    /// Takes a row.
    @FunctionalInterface
    public interface Consumer {
        /// @param where `file:number`
        void accept(String where, long number, String json);
    }

    /// @throws DataException if the file is not there, is of no known kind, or holds no row
    public static void forEach(Path file, Consumer consumer) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + " does not exist or is not a file");
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        long rows;
        if (name.endsWith(".json") && isArray(file)) {
            rows = elements(file, consumer);
        } else if (name.endsWith(".jsonl") || name.endsWith(".json")) {
            rows = lines(file, consumer);
        } else if (name.endsWith(".parquet")) {
            rows = table(file, "read_parquet(?)", consumer);
        } else if (name.endsWith(".csv") || name.endsWith(".csv.gz")) {
            rows = table(file, "read_csv(?, header = true, all_varchar = true)", consumer);
        } else {
            throw new DataException(
                    file
                            + " is of no known kind; known: .jsonl (or .json), .parquet, .csv (or .csv.gz)");
        }
        if (rows == 0) {
            throw new DataException(file + " is empty; expected one row or JSON object a line");
        }
    }

    private static long lines(Path file, Consumer consumer) {
        long number = 0;
        long rows = 0;
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    rows++;
                    consumer.accept(file + ":" + number, number, line);
                }
            }
        } catch (MalformedInputException e) {
            throw new DataException(file + " is not UTF-8 text, after line " + number, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static boolean isArray(Path file) {
        try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            int c = reader.read();
            while (Character.isWhitespace(c)) {
                c = reader.read();
            }
            return c == '[';
        } catch (MalformedInputException e) {
            return false; // reading its lines will say so
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long elements(Path file, Consumer consumer) {
        long number = 0;
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                number++;
                JsonNode element = JSON.readTree(parser);
                consumer.accept(file + ":" + number, number, element.toString());
            }
            return number;
        } catch (JsonProcessingException e) {
            throw new DataException(
                    file
                            + ":"
                            + e.getLocation().getLineNr()
                            + ": malformed JSON: "
                            + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long table(Path file, String source, Consumer consumer) {
        var settings = new Properties();
        settings.setProperty("memory_limit", "1GB");
        settings.setProperty("jdbc_stream_results", "true");
        settings.setProperty("autoinstall_known_extensions", "false");
        try (var connection = DriverManager.getConnection("jdbc:duckdb:", settings);
                var query =
                        connection.prepareStatement(
                                "SELECT to_json(columns)::VARCHAR FROM "
                                        + source
                                        + " AS columns")) {
            query.setString(1, file.toString());
            long number = 0;
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    number++;
                    consumer.accept(file + ":" + number, number, rows.getString(1));
                }
            }
            return number;
        } catch (SQLException e) {
            throw new DataException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
