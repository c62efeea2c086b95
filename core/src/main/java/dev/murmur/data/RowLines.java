package dev.murmur.data;

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

/// The rows of a file as JSON texts, one at a time: `.jsonl` and `.json` line by line, `.parquet`
/// and `.csv` through DuckDB.
final class RowLines {
    private RowLines() {}

    /// Takes a row.
    @FunctionalInterface
    interface Consumer {
        /// @param where `file:number`
        void accept(String where, long number, String json);
    }

    /// @throws DataException if the file is not there, is of no known kind, or holds no row
    static void forEach(Path file, Consumer consumer) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + " does not exist or is not a file");
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        long rows;
        if (name.endsWith(".jsonl") || name.endsWith(".json")) {
            rows = lines(file, consumer);
        } else if (name.endsWith(".parquet")) {
            rows = table(file, "read_parquet(?)", consumer);
        } else if (name.endsWith(".csv")) {
            rows = table(file, "read_csv(?, header = true, all_varchar = true)", consumer);
        } else {
            throw new DataException(
                    file + " is of no known kind; known: .jsonl (or .json), .parquet, .csv");
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
