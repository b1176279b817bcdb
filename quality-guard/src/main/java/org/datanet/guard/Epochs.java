package org.datanet.guard;

import org.datanet.contribution.Datanet;

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

    /** Visits every epoch that has rows, in order. */
    public static void forEach(Datanet datanet, Visitor visitor) {
        int from = 0;
        while (from < datanet.rows()) {
            int to = datanet.firstRow(datanet.epoch(from) + 1);
            visitor.visit(from, to);
            from = to;
        }
    }
}
