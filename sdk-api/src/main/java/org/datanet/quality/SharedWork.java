package org.datanet.quality;

import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.datanet.progress.Crew;
import org.jspecify.annotations.Nullable;

/**
 * What several detectors need of one Datanet, computed by the first that asks: which rows are equal, who is near whom. Results may
 * be let go when memory is short and are then computed again; so work must give the same result every time. Thread-safe.
 */
public final class SharedWork {
    private final Map<Key, SoftReference<Object>> done = new HashMap<>();

    private final @Nullable Crew crew;

    /** Shared by detectors that do their work here. */
    public SharedWork() {
        this(null);
    }

    /** @param crew who may do large parts of the work; {@code null} for nobody else */
    public SharedWork(@Nullable Crew crew) {
        this.crew = crew;
    }

    private record Key(Class<?> type, Object subject) {}

    /** Who may do large parts of the work elsewhere; empty for nobody. The work gives the same whoever does it. */
    public Optional<Crew> crew() {
        return Optional.ofNullable(crew);
    }

    /**
     * The result of some work, from an earlier call with the same type and subject if it is still there.
     *
     * @param type of the result
     * @param subject what tells this work from other work with results of that type: a value with {@code equals}
     * @param work computes it; an exception is passed on and nothing is kept
     */
    public <T> T once(Class<T> type, Object subject, Supplier<? extends T> work) {
        Key key = new Key(type, subject);
        synchronized (done) {
            SoftReference<Object> kept = done.get(key);
            Object result = kept == null ? null : kept.get();
            if (result != null) {
                return type.cast(result);
            }
        }
        T result = work.get();
        synchronized (done) {
            done.put(key, new SoftReference<>(result));
        }
        return result;
    }
}
