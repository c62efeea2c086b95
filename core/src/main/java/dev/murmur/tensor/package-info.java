/// The rules of native memory and the few helpers that the libtorch bindings lack.
///
/// The tensor type itself is `org.bytedeco.pytorch.Tensor`, not wrapped. Three owners exist: a
/// model owns its parameters, a cache its buffers, a [dev.murmur.tensor.TensorScope] everything
/// else.
@NullMarked
package dev.murmur.tensor;

import org.jspecify.annotations.NullMarked;
