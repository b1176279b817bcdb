package org.datanet.attribution.gain;

import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Work over 0 to n-1 in chunks of fixed size on all cores. Where chunks begin depends on nothing but n, and results are taken in
 * the order of the chunks, so that the bytes of a result don't depend on the number of threads.
 */
final class Chunks {
    /** Does one chunk: {@code from} inclusive, {@code to} exclusive. */
    interface Body {
        void run(int from, int to);
    }

    /** Computes one chunk's part. */
    interface Part<T> {
        T of(int from, int to);
    }

    private Chunks() {}

    static void forEach(int n, int size, Body body) {
        IntStream.range(0, (n + size - 1) / size)
                .parallel()
                .forEach(chunk -> body.run(chunk * size, Math.min(n, (chunk + 1) * size)));
    }

    /** The sum of arrays of {@code length} numbers, one a chunk, added up in the order of the chunks. */
    static double[] sum(int n, int size, int length, Part<double[]> part) {
        IntFunction<double[]> of = chunk -> part.of(chunk * size, Math.min(n, (chunk + 1) * size));
        double[] total = new double[length];
        int chunks = (n + size - 1) / size;
        // A few chunks at a time: no more than those wait in memory to be added.
        int wave = 8;
        for (int first = 0; first < chunks; first += wave) {
            IntStream.range(first, Math.min(chunks, first + wave))
                    .parallel()
                    .mapToObj(of)
                    .toList()
                    .forEach(summand -> {
                        for (int i = 0; i < length; i++) {
                            total[i] += summand[i];
                        }
                    });
        }
        return total;
    }
}
