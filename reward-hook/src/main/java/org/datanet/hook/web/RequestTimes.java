package org.datanet.hook.web;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests of each route came to each status, and how long they took until their answers began: a histogram of Prometheus.
 * Since the start of this process; routes are those of the contract, so that no client can make more of them. Thread-safe.
 */
public final class RequestTimes {
    /** Upper bounds of the buckets, in milliseconds. */
    private static final long[] BOUNDS = {5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000};

    private static final String NAME = "datanet_http_request_duration_seconds";

    private final Map<Key, Times> times = new ConcurrentHashMap<>();

    private record Key(String route, String method, int status) {}

    private static final class Times {
        private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
        private final LongAdder nanos = new LongAdder();

        Times() {
            java.util.Arrays.setAll(buckets, i -> new LongAdder());
        }
    }

    /** Counts one request. */
    void add(String route, String method, int status, long nanos) {
        Times of = times.computeIfAbsent(new Key(route, method, status), key -> new Times());
        int bucket = 0;
        while (bucket < BOUNDS.length && nanos > BOUNDS[bucket] * 1_000_000) {
            bucket++;
        }
        of.buckets[bucket].increment();
        of.nanos.add(nanos);
    }

    /** In the text format of Prometheus. */
    void write(StringBuilder text) {
        text.append("# HELP ").append(NAME).append(" Time until the answer to a request began.\n# TYPE ");
        text.append(NAME).append(" histogram\n");
        Map<Key, Times> sorted = new TreeMap<>(
                Comparator.comparing(Key::route).thenComparing(Key::method).thenComparing(Key::status));
        sorted.putAll(times);
        sorted.forEach((key, of) -> {
            String labels = "method=\"%s\",route=\"%s\",status=\"%d\""
                    .formatted(key.method(), key.route().replace("\\", "\\\\").replace("\"", "\\\""), key.status());
            long count = 0;
            for (int i = 0; i <= BOUNDS.length; i++) {
                count += of.buckets[i].sum();
                text.append(NAME)
                        .append("_bucket{")
                        .append(labels)
                        .append(",le=\"")
                        .append(i < BOUNDS.length ? Double.toString(BOUNDS[i] / 1e3) : "+Inf")
                        .append("\"} ")
                        .append(count)
                        .append('\n');
            }
            text.append(NAME).append("_sum{").append(labels).append("} ");
            text.append(String.format(Locale.ROOT, "%.6f", of.nanos.sum() / 1e9))
                    .append('\n');
            text.append(NAME)
                    .append("_count{")
                    .append(labels)
                    .append("} ")
                    .append(count)
                    .append('\n');
        });
    }
}
