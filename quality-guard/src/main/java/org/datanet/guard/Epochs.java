package org.datanet.guard;

import java.util.Arrays;
import org.datanet.contribution.Datanet;
import org.datanet.quality.InspectionContext;

/** Walks a Datanet epoch by epoch, because each is judged with the models of its own close and never again. */
public final class Epochs {
    private Epochs() {}

    /** Rows of one epoch. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * @param from first row of the epoch
         * @param to one past its last row; all rows before it may be referred to
         */
        void visit(int from, int to);
    }

    /** Visits every epoch that has rows and is not settled, in order. */
    public static void forEach(InspectionContext context, Visitor visitor) {
        forEach(context.datanet(), context.settled().rows(), visitor);
    }

    /** Visits every epoch that has rows, in order. */
    public static void forEach(Datanet datanet, Visitor visitor) {
        forEach(datanet, 0, visitor);
    }

    /** Scores for every row: those that are settled, {@code NaN} for the others. */
    public static double[] scores(InspectionContext context) {
        double[] scores = new double[context.datanet().rows()];
        Arrays.fill(scores, Double.NaN);
        double[] settled = context.settled().scores();
        System.arraycopy(settled, 0, scores, 0, settled.length);
        return scores;
    }

    private static void forEach(Datanet datanet, int first, Visitor visitor) {
        int from = first;
        while (from < datanet.rows()) {
            int to = datanet.firstRow(datanet.epoch(from) + 1);
            visitor.visit(from, to);
            from = to;
        }
    }
}
