package org.datanet.dl4j;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The examples that carry a prediction most, and their shares of what carries it: positive, descending, summing to 1. */
final class PredictionShares {
    private final int[] examples;
    private final double[] shares;

    private PredictionShares(int[] examples, double[] shares) {
        this.examples = examples;
        this.shares = shares;
    }

    /** The highest positive gains, at most so many; ties go to the earlier example. */
    static PredictionShares of(double[] gains, int top) {
        int[] best = IntStream.range(0, gains.length)
                .filter(i -> gains[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -gains[i]).thenComparing(i -> i))
                .limit(top)
                .mapToInt(i -> i)
                .toArray();
        double sum = Arrays.stream(best).mapToDouble(i -> gains[i]).sum();
        return new PredictionShares(
                best, Arrays.stream(best).mapToDouble(i -> gains[i] / sum).toArray());
    }

    int size() {
        return examples.length;
    }

    int example(int place) {
        return examples[place];
    }

    double share(int place) {
        return shares[place];
    }
}
