package org.datanet.hook.cdi;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys {@code datanet.*}: from MicroProfile Config where the runtime has it, otherwise from system properties, and then from the
 * environment, where {@code datanet.hook.port} is {@code DATANET_HOOK_PORT}; or from a given source alone. Thread-safe.
 */
final class HookConfiguration {
    private final Function<String, Optional<String>> source;

    /** @param source the value of a key, if it has one */
    HookConfiguration(Function<String, Optional<String>> source) {
        this.source = source;
    }

    /** From where the runtime keeps its configuration. */
    static HookConfiguration ofRuntime() {
        Object found = null;
        Method method = null;
        try {
            // By reflection, because a server without MicroProfile Config must be able to load this class.
            ClassLoader loader = Optional.ofNullable(Thread.currentThread().getContextClassLoader())
                    .orElse(HookConfiguration.class.getClassLoader());
            Class<?> provider = Class.forName("org.eclipse.microprofile.config.ConfigProvider", true, loader);
            found = provider.getMethod("getConfig").invoke(null);
            method = Class.forName("org.eclipse.microprofile.config.Config", true, loader)
                    .getMethod("getOptionalValue", String.class, Class.class);
        } catch (ReflectiveOperationException | LinkageError e) {
            found = null;
        }
        Object config = found;
        Method lookup = method;
        return new HookConfiguration(key -> microProfile(config, lookup, key)
                .or(() -> Optional.ofNullable(System.getProperty(key)))
                .or(() -> Optional.ofNullable(System.getenv(
                        key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_')))));
    }

    private static Optional<String> microProfile(@Nullable Object config, @Nullable Method lookup, String key) {
        if (config == null || lookup == null) {
            return Optional.empty();
        }
        try {
            return ((Optional<?>) lookup.invoke(config, key, String.class)).map(String::valueOf);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("MicroProfile Config does not answer for " + key, e);
        }
    }

    /** The value of a key, if it has one that is not blank. */
    Optional<String> get(String key) {
        return source.apply(key).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** A whole number within bounds. */
    int number(String key, int fallback, int least, int most) {
        Optional<String> text = get(key);
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "%s is a whole number of %d to %d, not \"%s\"".formatted(key, least, most, text.get()));
    }

    /** A time such as {@code P7D} or {@code PT90S}. */
    Optional<Duration> duration(String key) {
        return get(key).map(text -> {
            try {
                return Duration.parse(text);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "%s is a time such as P7D, PT12H or PT90S, not \"%s\"".formatted(key, text), e);
            }
        });
    }

    /** A value that must be there. */
    String required(String key, String purpose) {
        return get(key).orElseThrow(() -> new IllegalArgumentException("%s is missing: %s".formatted(key, purpose)));
    }
}
