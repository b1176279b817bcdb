package org.datanet.attribution.gain;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Payloads in the order of their keys, and where each lies in the feature space.
 *
 * @param payloads in the order of their keys
 * @param points one a payload
 */
record PlacedRows(List<Payload> payloads, Points points) {

    static PlacedRows of(List<Payload> payloads, FeatureSpace space) {
        List<Payload> ordered = payloads.stream().sorted().toList();
        int d = space.columns();
        double[] places = new double[Math.multiplyExact(ordered.size(), d)];
        for (int i = 0; i < ordered.size(); i++) {
            space.place(ordered.get(i).datanet(), ordered.get(i).row(), places, i * d);
        }
        return new PlacedRows(ordered, new Points(ordered.size(), d, places, space.crew()));
    }

    /** The rows of the given positions, ascending. */
    PlacedRows select(int[] rows) {
        return rows.length == size()
                ? this
                : new PlacedRows(IntStream.of(rows).mapToObj(payloads::get).toList(), points.select(rows));
    }

    int size() {
        return payloads.size();
    }

    int label(int i) {
        return payloads.get(i).label();
    }

    int[] labels() {
        return payloads.stream().mapToInt(Payload::label).toArray();
    }

    /** All positions, in an order that nobody can foresee who doesn't know the seed. */
    int[] shuffled(long seed) {
        long[] keys = payloads.stream().mapToLong(p -> Draws.key(seed, p.key())).toArray();
        return IntStream.range(0, size())
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(i -> keys[i]).thenComparing(i -> i))
                .mapToInt(i -> i)
                .toArray();
    }
}
