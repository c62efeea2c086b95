/// Python pickles as `torch.save` writes them, read without running anything.
///
/// A pickle is a program: it names functions and calls them. Reading one here only writes down what
/// it would call, and only if the function is on the caller's list; see
/// [dev.murmur.pickle.PickleMachine]. What the calls mean is for the caller to say.
///
/// Deliberately not here: writing, classes, and every opcode and protocol that `torch.save` does
/// not use.
@NullMarked
package dev.murmur.pickle;

import org.jspecify.annotations.NullMarked;
