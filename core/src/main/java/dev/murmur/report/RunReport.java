package dev.murmur.report;

import dev.murmur.data.AtomicFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        List<String> names = RunNames.of(runs);
        var read = new ArrayList<Run>();
        for (int i = 0; i < runs.size(); i++) {
            read.add(RunFolder.read(runs.get(i), names.get(i)));
        }
        String page = HtmlPage.render(Page.of(read));
        AtomicFiles.writeText(html, out -> out.write(page));
    }
}
