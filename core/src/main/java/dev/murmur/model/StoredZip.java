package dev.murmur.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A zip file whose entries are stored without compression, as `torch.save` writes it, so that an
/// entry is a range of the mapped file. Format: PKWARE's APPNOTE.TXT 6.3.10, with its 64-bit
/// fields; no comment at the end, one disk, no encryption.
///
/// Everything is checked against the file before any entry exists: names are distinct, entries lie
/// in front of the directory and apart from each other.
final class StoredZip {
    private static final long END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final long END_64 = 0x06064b50;
    private static final int END_64_LENGTH = 56;
    private static final long LOCATOR_64 = 0x07064b50;
    private static final int LOCATOR_64_LENGTH = 20;
    private static final long RECORD = 0x02014b50;
    private static final int RECORD_LENGTH = 46;
    private static final long LOCAL = 0x04034b50;
    private static final int LOCAL_LENGTH = 30;
    private static final int EXTRA_64 = 1;
    private static final long SEE_EXTRA = 0xffffffffL;
    private static final int MAX_ENTRIES = 100_000;

    private final String file;
    private final MemorySegment bytes;

    /// The directory and how many records it has.
    private record Directory(long begin, long end, long records) {}

    /// An entry as the directory describes it.
    private record Described(String name, long size, long header) {}

    /// An entry's bytes: `begin` to `end` in the file.
    private record Range(String name, long begin, long end) {}

    private StoredZip(String file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /// Finds the entries of a mapped file.
    ///
    /// @param file for messages
    /// @return the bytes of each entry by its name, in the order of the directory
    /// @throws CheckpointException if the file is no whole zip, or has compressed entries
    static Map<String, MemorySegment> entries(String file, MemorySegment bytes) {
        return new StoredZip(file, bytes).entries();
    }

    private Map<String, MemorySegment> entries() {
        Directory directory = directory();
        var ranges = new ArrayList<Range>();
        var entries = new LinkedHashMap<String, MemorySegment>();
        long at = directory.begin();
        for (long i = 0; i < directory.records(); i++) {
            Described entry = described(at, directory.end());
            Range range = range(entry, directory.begin());
            ranges.add(range);
            MemorySegment data = bytes.asSlice(range.begin(), entry.size());
            if (entries.put(entry.name(), data) != null) {
                throw broken("'" + entry.name() + "' is in it twice");
            }
            at += RECORD_LENGTH + variablePart(at);
        }
        requireApart(ranges);
        return entries;
    }

    private Directory directory() {
        long end = bytes.byteSize() - END_LENGTH;
        if (end < 0 || LittleEndian.u32(bytes, end) != END) {
            throw broken("its directory at the end is missing; is the download complete?");
        }
        long records = LittleEndian.u16(bytes, end + 10);
        long size = LittleEndian.u32(bytes, end + 12);
        long begin = LittleEndian.u32(bytes, end + 16);
        long locator = end - LOCATOR_64_LENGTH;
        if (locator >= 0 && LittleEndian.u32(bytes, locator) == LOCATOR_64) {
            end = LittleEndian.i64(bytes, locator + 8);
            if (end < 0
                    || end > locator - END_64_LENGTH
                    || LittleEndian.u32(bytes, end) != END_64) {
                throw broken("its 64-bit directory is not at byte " + end);
            }
            records = LittleEndian.i64(bytes, end + 32);
            size = LittleEndian.i64(bytes, end + 40);
            begin = LittleEndian.i64(bytes, end + 48);
        }
        if (begin < 0 || begin > end || size != end - begin) {
            throw broken("its directory of " + size + " bytes is not at byte " + begin);
        }
        if (records < 0 || records > Math.min(MAX_ENTRIES, size / RECORD_LENGTH)) {
            throw broken("its directory claims " + records + " entries in " + size + " bytes");
        }
        return new Directory(begin, end, records);
    }

    private Described described(long at, long end) {
        if (at > end - RECORD_LENGTH
                || LittleEndian.u32(bytes, at) != RECORD
                || at > end - RECORD_LENGTH - variablePart(at)) {
            throw broken("its directory has no entry at byte " + at);
        }
        String name = name(at + RECORD_LENGTH, LittleEndian.u16(bytes, at + 28));
        int method = LittleEndian.u16(bytes, at + 10);
        if (method != 0 || (LittleEndian.u16(bytes, at + 8) & 1) != 0) {
            throw broken(
                    "'"
                            + name
                            + "' is compressed or encrypted (method "
                            + method
                            + "); torch.save stores entries as they are");
        }
        long[] sizes = {
            LittleEndian.u32(bytes, at + 24),
            LittleEndian.u32(bytes, at + 20),
            LittleEndian.u32(bytes, at + 42)
        };
        wide(name, sizes, at);
        if (sizes[0] != sizes[1]) {
            throw broken("'" + name + "' has " + sizes[1] + " bytes stored for " + sizes[0]);
        }
        return new Described(name, sizes[0], sizes[2]);
    }

    /// Replaces size, stored size and place by their 64-bit values where there are such.
    private void wide(String name, long[] sizes, long at) {
        long extra = at + RECORD_LENGTH + LittleEndian.u16(bytes, at + 28);
        long end = extra + LittleEndian.u16(bytes, at + 30);
        long field = extra;
        long fieldEnd = extra;
        while (field + 4 <= end) {
            fieldEnd = field + 4 + LittleEndian.u16(bytes, field + 2);
            if (LittleEndian.u16(bytes, field) == EXTRA_64) {
                break;
            }
            field = fieldEnd;
        }
        long value = field + 4;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == SEE_EXTRA) {
                if (value + 8 > Math.min(fieldEnd, end)) {
                    throw broken("'" + name + "' lacks its 64-bit sizes");
                }
                sizes[i] = LittleEndian.i64(bytes, value);
                value += 8;
            }
        }
    }

    private Range range(Described entry, long limit) {
        long header = entry.header();
        if (header < 0
                || header > limit - LOCAL_LENGTH
                || LittleEndian.u32(bytes, header) != LOCAL) {
            throw broken("'" + entry.name() + "' is not at byte " + header);
        }
        int nameLength = LittleEndian.u16(bytes, header + 26);
        long begin = header + LOCAL_LENGTH + nameLength + LittleEndian.u16(bytes, header + 28);
        if (entry.size() < 0 || begin > limit || entry.size() > limit - begin) {
            throw broken(
                    "'"
                            + entry.name()
                            + "' of "
                            + entry.size()
                            + " bytes at byte "
                            + begin
                            + " reaches into the directory at byte "
                            + limit);
        }
        if (!name(header + LOCAL_LENGTH, nameLength).equals(entry.name())) {
            throw broken("'" + entry.name() + "' has another name at byte " + header);
        }
        return new Range(entry.name(), begin, begin + entry.size());
    }

    private void requireApart(List<Range> ranges) {
        ranges.sort(Comparator.comparingLong(Range::begin).thenComparingLong(Range::end));
        for (int i = 1; i < ranges.size(); i++) {
            if (ranges.get(i).begin() < ranges.get(i - 1).end()) {
                throw broken(
                        "'"
                                + ranges.get(i).name()
                                + "' overlaps '"
                                + ranges.get(i - 1).name()
                                + "'");
            }
        }
    }

    /// Lengths of name, extra fields and comment of a record.
    private int variablePart(long at) {
        return LittleEndian.u16(bytes, at + 28)
                + LittleEndian.u16(bytes, at + 30)
                + LittleEndian.u16(bytes, at + 32);
    }

    private String name(long at, int length) {
        byte[] name = bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(name, StandardCharsets.UTF_8);
    }

    private CheckpointException broken(String why) {
        return new CheckpointException(file + " is not a whole zip file: " + why);
    }
}
