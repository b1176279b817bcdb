package org.datanet.valuation;

import org.datanet.contribution.Datanet;
import org.datanet.progress.Progress;

/**
 * Measures what every row adds to a model of what was there before its epoch. Runs at the owner's, who alone holds the
 * holdout. Thread-safe; the same inputs give the same report whatever the number of threads.
 */
public interface Valuator {

    /** Name and version, as it stands in the report. */
    String name();

    /**
     * Values every row.
     *
     * @param datanet the rows, in epochs
     * @param holdout the owner's private rows, with the same features and label set
     * @param seed for every random choice, committed before the epochs
     */
    ValuationReport value(Datanet datanet, Datanet holdout, long seed, Progress progress);
}
