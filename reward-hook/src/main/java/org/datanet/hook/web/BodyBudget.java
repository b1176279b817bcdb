package org.datanet.hook.web;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of bodies are held at once over all requests, so that many large ones cannot exhaust the memory. Thread-safe. */
public final class BodyBudget {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    /** @param most bytes; at least one largest body */
    public BodyBudget(long most) {
        this.most = most;
    }

    /** For bodies of that size: an eighth of the memory that there is, but at least one. */
    public static BodyBudget forBodiesOf(long bytes) {
        return new BodyBudget(Math.max(bytes, Runtime.getRuntime().maxMemory() / 8));
    }

    /** Takes so many bytes more; false, and nothing is taken, when they are too many now. */
    boolean take(long bytes) {
        if (held.addAndGet(bytes) <= most) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** Gives bytes back. */
    void give(long bytes) {
        held.addAndGet(-bytes);
    }

    /** Bytes that are held now. */
    long held() {
        return held.get();
    }
}
