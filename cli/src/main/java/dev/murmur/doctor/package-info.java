/// Is this machine ready for Murmur, and does it run as fast as it can? Every answer is a
/// [dev.murmur.doctor.Finding]; [dev.murmur.doctor.Examination] collects them.
@NullMarked
package dev.murmur.doctor;

import org.jspecify.annotations.NullMarked;
