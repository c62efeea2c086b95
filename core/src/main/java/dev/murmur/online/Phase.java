package dev.murmur.online;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A part of a run: from settings and files to files.
///
/// @param name what it does, for example `sample`; names its done file
/// @param folder where it writes, for example `runs/x/iteration-1`
/// @param settings everything beside files that its result depends on, by name
/// @param inputs files and folders that its result depends on, by a name that does not depend on
///   where they stand
/// @param outputs names in `folder` of the files and folders that it writes
public record Phase(
        String name,
        Path folder,
        SortedMap<String, String> settings,
        SortedMap<String, Path> inputs,
        List<String> outputs) {
    public Phase {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
        outputs = List.copyOf(outputs);
    }

    /// A phase that depends on nothing and writes nothing yet.
    public static Phase of(String name, Path folder) {
        return new Phase(name, folder, new TreeMap<>(), new TreeMap<>(), List.of());
    }

    /// @param value its text is what counts, so it must say all (a record does)
    public Phase dependsOn(String setting, Object value) {
        var more = new TreeMap<>(settings);
        more.put(setting, value.toString());
        return new Phase(name, folder, more, inputs, outputs);
    }

    /// @param as put before the names of the part's settings and files
    public Phase uses(String as, Part<?> part) {
        var moreSettings = new TreeMap<>(settings);
        part.settings().forEach((key, value) -> moreSettings.put(as + "." + key, value));
        var moreInputs = new TreeMap<>(inputs);
        part.files().forEach((key, path) -> moreInputs.put(as + "/" + key, path));
        return new Phase(name, folder, moreSettings, moreInputs, outputs);
    }

    public Phase reads(String input, Path fileOrFolder) {
        var more = new TreeMap<>(inputs);
        more.put(input, fileOrFolder);
        return new Phase(name, folder, settings, more, outputs);
    }

    /// Files of its own folder that earlier phases wrote.
    public Phase reads(String... files) {
        Phase phase = this;
        for (String file : files) {
            phase = phase.reads(file, folder.resolve(file));
        }
        return phase;
    }

    public Phase writes(String... filesOrFolders) {
        var more = new ArrayList<>(outputs);
        more.addAll(List.of(filesOrFolders));
        return new Phase(name, folder, settings, inputs, more);
    }

    /// For people: `iteration-1/sample`.
    public String title() {
        return folder.getFileName() + "/" + name;
    }

    Path doneFile() {
        return folder.resolve(name + ".done.json");
    }
}
