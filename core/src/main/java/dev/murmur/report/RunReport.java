package dev.murmur.report;

import dev.murmur.data.AtomicFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// One page about one run, or about several arms over each other.
public final class RunReport {
    private RunReport() {}

    /// Reads run folders and writes the page.
    ///
    /// @param runs folders in the layout of docs/architecture.md, finished or not; their order is
    ///   that of the arms
    /// @param html the file to write, replaced if it is there
    /// @throws dev.murmur.data.DataException if a folder is no run or a file of it is malformed
    public static void write(List<Path> runs, Path html) {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("a report needs at least one run folder");
        }
        List<String> names = names(runs);
        var read = new ArrayList<Run>();
        for (int i = 0; i < runs.size(); i++) {
            read.add(RunFolder.read(runs.get(i), names.get(i)));
        }
        String page = HtmlPage.render(Page.of(read));
        AtomicFiles.writeText(html, out -> out.write(page));
    }

    /// Folder names, or whole paths where two folders have one name.
    private static List<String> names(List<Path> runs) {
        List<String> names = runs.stream().map(RunReport::name).toList();
        boolean unique = names.stream().distinct().count() == names.size();
        return unique ? names : runs.stream().map(Path::toString).toList();
    }

    private static String name(Path run) {
        Path last = run.toAbsolutePath().normalize().getFileName();
        return Objects.toString(last, run.toString());
    }
}
