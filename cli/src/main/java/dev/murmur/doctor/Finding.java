package dev.murmur.doctor;

/// One thing that was looked at.
///
/// @param topic what, for example `libtorch`
/// @param value what was found
/// @param status what that means
/// @param advice what to do about it, `""` if nothing
public record Finding(String topic, String value, Status status, String advice) {
    /// What a finding means.
    public enum Status {
        OK,
        /// Works, but not as well as it could.
        WARNING,
        /// Murmur cannot work like this.
        BROKEN
    }

    static Finding ok(String topic, String value) {
        return new Finding(topic, value, Status.OK, "");
    }

    static Finding warning(String topic, String value, String advice) {
        return new Finding(topic, value, Status.WARNING, advice);
    }

    static Finding broken(String topic, String value, String advice) {
        return new Finding(topic, value, Status.BROKEN, advice);
    }
}
