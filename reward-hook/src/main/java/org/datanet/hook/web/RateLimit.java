package org.datanet.hook.web;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** A bucket of requests per token, and one for all who have none; refilled evenly. At most 10,000 buckets. Thread-safe. */
public final class RateLimit {
    private static final int MOST_BUCKETS = 10_000;

    private final int perMinute;
    private final Clock clock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_BUCKETS;
        }
    };

    public RateLimit(int perMinute, Clock clock) {
        this.perMinute = perMinute;
        this.clock = clock;
    }

    private static final class Bucket {
        private double left;
        private long at;
    }

    /** Takes one request out of a bucket, or throws 429. */
    void take(String name) {
        long now = clock.millis();
        synchronized (buckets) {
            Bucket bucket = buckets.computeIfAbsent(name, unused -> {
                Bucket full = new Bucket();
                full.left = perMinute;
                full.at = now;
                return full;
            });
            bucket.left = Math.min(perMinute, bucket.left + Math.max(0, now - bucket.at) * (perMinute / 60_000.0));
            bucket.at = now;
            if (bucket.left < 1) {
                throw ProblemException.tooMany(perMinute);
            }
            bucket.left--;
        }
    }
}
