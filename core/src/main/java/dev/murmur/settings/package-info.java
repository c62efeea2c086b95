/// Settings as records: a record's components are its YAML keys, its constructor is its range
/// check, its annotations are its manual. Reads YAML with every mistake reported at once by file
/// and line, writes it back with every default spelled out, and explains it.
///
/// Knows nothing of recipes. A record becomes a section by being a component of another one; an
/// interface becomes a choice between records by an entry in the map of
/// [dev.murmur.settings.Choice] given to [dev.murmur.settings.YamlSettings].
///
/// Deliberately not here: YAML tags, anchors and merge keys. They are refused, so a file says what
/// it says where it says it and can neither run code nor grow when read.
@NullMarked
package dev.murmur.settings;

import org.jspecify.annotations.NullMarked;
