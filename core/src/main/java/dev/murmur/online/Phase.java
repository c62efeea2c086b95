package dev.murmur.online;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/// A part of a run: from settings and files to files.
///
/// @param name what it does, for example `sample`; names its done file
/// @param folder where it writes, for example `runs/x/iteration-1`
/// @param settings everything beside files that its result depends on, by name
/// @param inputs files and folders that its result depends on, by a name that does not depend on
///   where the run stands
/// @param outputs names in `folder` of the files and folders that it writes
public record Phase(
        String name,
        Path folder,
        SortedMap<String, String> settings,
        SortedMap<String, Path> inputs,
        List<String> outputs) {
    public Phase {
        outputs = List.copyOf(outputs);
    }

    /// For people: `iteration-1/sample`.
    public String title() {
        return folder.getFileName() + "/" + name;
    }

    Path doneFile() {
        return folder.resolve(name + ".done.json");
    }
}
