package dev.murmur.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `--set a.b=value`: values from the command line, laid over those of a file.
final class Overrides {
    private final Problems problems;

    Overrides(Problems problems) {
        this.problems = problems;
    }

    YamlTree.Mapping apply(YamlTree.Mapping root, List<String> sets) {
        YamlTree.Mapping result = root;
        for (String set : sets) {
            result = apply(result, set);
        }
        return result;
    }

    private YamlTree.Mapping apply(YamlTree.Mapping root, String set) {
        String at = "--set " + set;
        int equals = set.indexOf('=');
        List<String> keys = List.of(set.substring(0, Math.max(equals, 0)).strip().split("\\.", -1));
        if (keys.stream().anyMatch(String::isBlank)) {
            problems.add(at, "must be key=value, for example training.learning_rate=1e-6");
            return root;
        }
        return TreeParser.value(at, set.substring(equals + 1), problems)
                .map(value -> with(root, "", keys, value))
                .orElse(root);
    }

    private YamlTree.Mapping with(
            YamlTree.Mapping in, String path, List<String> keys, YamlTree value) {
        Map<String, YamlTree> entries = new LinkedHashMap<>(in.entries());
        String key = keys.getFirst();
        if (keys.size() == 1) {
            entries.put(key, value);
            return new YamlTree.Mapping(entries, in.at());
        }
        String inner = Names.join(path, key);
        YamlTree old = entries.get(key);
        List<String> rest = keys.subList(1, keys.size());
        if (old == null || old.isNull()) {
            entries.put(key, with(new YamlTree.Mapping(Map.of(), value.at()), inner, rest, value));
        } else if (old instanceof YamlTree.Mapping section) {
            entries.put(key, with(section, inner, rest, value));
        } else {
            problems.add(
                    value.at(), inner + " is " + old.describe() + ", it has no keys to be set");
        }
        return new YamlTree.Mapping(entries, in.at());
    }
}
