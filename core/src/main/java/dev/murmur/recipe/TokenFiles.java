package dev.murmur.recipe;

import dev.murmur.data.Encoded;
import dev.murmur.data.TokenFile;
import dev.murmur.data.TokenGroup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// The tokens of a run's data while it lasts, on disk beside the run folders.
final class TokenFiles implements AutoCloseable {
    private final Path folder;
    private final List<TokenFile> open = new ArrayList<>();

    private final TrainingSection training;

    TokenFiles(TrainingRecipe recipe) {
        this.folder = recipe.output().resolveSibling(".cache");
        this.training = recipe.training();
    }

    /// Encodes the rows of a file as they are read.
    ///
    /// @param reader gives each row to what it is given
    /// @param encoding of some rows
    /// @param kept takes each row that is not left out
    /// @return tokens of the rows kept, in order, for as long as this is open
    /// @throws dev.murmur.data.DataException naming the file, if a row is too long, also for the
    ///   run's memory, or none is left
    <R> List<TokenGroup> encode(
            Path file,
            Consumer<Consumer<R>> reader,
            Function<List<R>, Encoded<R, TokenGroup>> encoding,
            Consumer<R> kept) {
        TokenFile tokens = TokenFile.create(folder);
        open.add(tokens);
        var encoder =
                new RowEncoder<R, TokenGroup>(
                        file,
                        encoding,
                        item -> {
                            kept.accept(item.row());
                            training.requireFits(file, item.tokens());
                            tokens.add(item.tokens());
                        });
        reader.accept(encoder::add);
        encoder.finish();
        return tokens.groups();
    }

    @Override
    public void close() {
        open.forEach(TokenFile::close);
    }
}
