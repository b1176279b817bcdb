package org.datanet.attribution.gain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;

/**
 * Keeps frames and what epochs were worth under them, by the digests of all they depend on, so that worlds that differ in one epoch cost
 * one epoch. What is longest unused is forgotten first. Thread-safe; two who ask at once may both compute.
 */
final class Memory {
    /** All that a frame depends on. */
    record Epoch(List<Payload> pool, List<Payload> holdout, int classes, Novelty novelty, long seed) {
        private Digest digest() {
            CanonicalBytes bytes =
                    CanonicalBytes.tagged("frame").number(classes).text(novelty.name());
            bytes.number(seed).number(holdout.size());
            // In its own order, in which its scales are added up.
            holdout.forEach(payload -> bytes.digest(payload.key()));
            return append(bytes, pool).toDigest();
        }

        private Frame frame(FeatureSpace space) {
            return new Frame(PlacedRows.of(pool, space), PlacedRows.of(holdout, space), classes, novelty, seed);
        }
    }

    private record Kept(Frame frame, FeatureSpace space) {}

    private final int most;
    private final Map<Digest, Kept> frames;
    private final Map<Digest, EpochValuation> values;

    /** @param most frames to keep, 0 for none; and eight valuations a frame */
    Memory(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("a memory keeps 1 epoch or more, not " + most);
        }
        this.most = most;
        frames = kept(most);
        values = kept(8 * most);
    }

    /** Forgets at once. */
    static Memory none() {
        return new Memory(0);
    }

    /**
     * Values the rows of an epoch.
     *
     * @param rows distinct payloads with labels, in the order of their keys
     * @param space where they are placed, if that is not known yet
     */
    EpochValuation value(Epoch epoch, List<Payload> rows, Supplier<FeatureSpace> space) {
        if (most == 0) {
            FeatureSpace fresh = space.get();
            return epoch.frame(fresh).value(PlacedRows.of(rows, fresh));
        }
        Digest frameKey = epoch.digest();
        Digest key =
                append(CanonicalBytes.tagged("epoch").digest(frameKey), rows).toDigest();
        EpochValuation known;
        Kept kept;
        synchronized (this) {
            known = values.get(key);
            kept = frames.get(frameKey);
        }
        if (known != null) {
            return known;
        }
        if (kept == null) {
            FeatureSpace fresh = space.get();
            kept = new Kept(epoch.frame(fresh), fresh);
        }
        EpochValuation value = kept.frame.value(PlacedRows.of(rows, kept.space));
        synchronized (this) {
            frames.put(frameKey, kept);
            values.put(key, value);
        }
        return value;
    }

    private static CanonicalBytes append(CanonicalBytes bytes, List<Payload> payloads) {
        bytes.number(payloads.size());
        payloads.stream().sorted().forEach(payload -> bytes.digest(payload.key()));
        return bytes;
    }

    private static <T> Map<Digest, T> kept(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Digest, T> eldest) {
                return size() > most;
            }
        };
    }
}
