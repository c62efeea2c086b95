package dev.murmur.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The value of a component whose key is absent, as YAML: `0.1`, `{}` for a section of defaults,
/// `{type: cosine}`. In a scalar, `<key>` stands for the text of a neighbouring key: `runs/<name>`.
///
/// A component without it must be written, unless it is an `Optional`, which is then empty.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
    String value();
}
