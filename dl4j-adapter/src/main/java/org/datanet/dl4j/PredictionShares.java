package org.datanet.dl4j;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.datanet.proof.Digest;
import org.datanet.usage.UsageSession;

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

    /** Whether a session is of the Datanet that has been indexed; says so in the receipt where it is not. */
    static boolean isOf(UsageSession session, Digest root) {
        boolean same = session.run().datanet().root().equals(root);
        if (!same) {
            session.incomplete("the index is of another Datanet or version: root " + root.hex());
        }
        return same;
    }

    /**
     * Tells a session which rows carry predictions.
     *
     * @param gains {@code queries x examples}
     * @param rows of the Datanet, one an example
     * @param top how many rows a prediction names at most
     */
    static void tell(UsageSession session, double[][] gains, int[] rows, int top) {
        session.note("gains are shares of the positive influence on predictions, not drops of a loss");
        for (double[] ofQuery : gains) {
            PredictionShares shares = of(ofQuery, top);
            for (int i = 0; i < shares.size(); i++) {
                int row = rows[shares.example(i)];
                session.exposed(row, 1);
                session.gained(row, shares.share(i));
            }
        }
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
