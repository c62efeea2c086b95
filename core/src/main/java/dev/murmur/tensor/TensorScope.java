package dev.murmur.tensor;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

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
    private final PointerScope scope = new PointerScope();

    /// Moves an object to the enclosing scope, or, when there is none, to nobody: its new owner
    /// must close it.
    ///
    /// @return the same object
    public <P extends Pointer> P keep(P pointer) {
        PointerScope outer = enclosing();
        if (outer != null) {
            outer.attach(pointer);
        } else {
            pointer.retainReference();
        }
        scope.detach(pointer);
        return pointer;
    }

    private @org.jspecify.annotations.Nullable PointerScope enclosing() {
        var iterator = PointerScope.getScopeIterator();
        while (iterator != null && iterator.hasNext()) {
            if (iterator.next() == scope) {
                return iterator.hasNext() ? iterator.next() : null;
            }
        }
        throw new IllegalStateException("this scope is not open on this thread");
    }

    @Override
    public void close() {
        scope.close();
    }
}
