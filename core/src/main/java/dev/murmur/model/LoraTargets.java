package dev.murmur.model;

import java.util.List;
import java.util.regex.Pattern;

/// Which linear layers of a model a new adapter adds to, as PEFT's `target_modules` says it.
public sealed interface LoraTargets {
    /// @param module name of a layer, such as `model.layers.0.self_attn.q_proj`
    boolean match(String module);

    /// The last parts of names.
    record Names(List<String> names) implements LoraTargets {
        public Names {
            names = List.copyOf(names);
        }

        @Override
        public boolean match(String module) {
            return names.stream()
                    .anyMatch(name -> module.equals(name) || module.endsWith("." + name));
        }
    }

    /// A regular expression for whole names.
    record Matching(Pattern pattern) implements LoraTargets {
        @Override
        public boolean match(String module) {
            return pattern.matcher(module).matches();
        }
    }

    /// Every linear layer of attention and feed-forward, `all-linear`. A mixture's router and
    /// experts are not among them: transformers 5 holds those as tensors of their own.
    record AllLinear() implements LoraTargets {
        @Override
        public boolean match(String module) {
            return !module.contains(".block_sparse_moe.");
        }
    }
}
