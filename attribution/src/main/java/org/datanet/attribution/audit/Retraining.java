package org.datanet.attribution.audit;

/** Trains a model on some of the rows and says how it does. */
@FunctionalInterface
public interface Retraining {
    /**
     * Trains afresh. Called from one thread at a time.
     *
     * @param rows which rows to train on, ascending
     * @param seed for every random choice of the training
     * @return one number a query, higher is better, such as minus the loss or the margin of the right class; always of one length
     */
    double[] outcomes(int[] rows, long seed);
}
