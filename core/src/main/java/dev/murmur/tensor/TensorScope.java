package dev.murmur.tensor;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/// Owns every native object made on this thread while it is open, and frees them when it closes.
///
/// ```java
/// try (var scope = new TensorScope()) {
///     Tensor loss = ...;            // freed with the scope
///     return loss.item_double();    // numbers leave, tensors do not
/// }
/// ```
///
/// Scopes nest and belong to one thread. A model's parameters are made outside any scope that
/// closes before the model.
public final class TensorScope implements AutoCloseable {
    private final @Nullable PointerScope enclosing = PointerScope.getInnerScope();
    private final PointerScope scope = new PointerScope();

    /// Moves an object to the enclosing scope, or, when there is none, to nobody: its new owner
    /// must close it.
    ///
    /// @return the same object
    public <P extends Pointer> P keep(P pointer) {
        if (enclosing == null) {
            pointer.retainReference();
        } else {
            enclosing.attach(pointer);
        }
        scope.detach(pointer);
        return pointer;
    }

    /// Frees an object of this scope before the scope closes.
    public void free(Pointer pointer) {
        scope.detach(pointer);
    }

    @Override
    public void close() {
        scope.close();
    }
}
