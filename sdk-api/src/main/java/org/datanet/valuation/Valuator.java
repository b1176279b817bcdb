package org.datanet.valuation;

import org.datanet.contribution.Datanet;
import org.datanet.progress.Progress;

/**
 * Measures what every row adds to what was known before its epoch. Runs at the owner's, who alone holds the holdout.
 * Thread-safe; the same inputs give the same report whatever the number of threads.
 */
public interface Valuator {

    /** Name and version, as it stands in the report. */
    String name();

    /**
     * Values every row. A row's value depends on nothing that came after its epoch, so values once frozen stay.
     *
     * @param datanet the rows, in epochs
     * @param holdout the owner's private rows, with the same features and label set. A row is in use from its epoch on until a
     *     later slice begins; all epochs 0 means one slice for ever
     * @param reference rows that the owner has published, with the same features and label set, known from their epoch on: seed
     *     rows at 0, a retired holdout slice at the epoch after its last. May have no rows
     * @param seed for every random choice, committed before the epochs
     * @throws IllegalArgumentException naming what does not fit together, or what there is too little of, and the remedy
     */
    ValuationReport value(Datanet datanet, Datanet holdout, Datanet reference, long seed, Progress progress);

    /** Values every row where the owner has published none of the reference. */
    default ValuationReport value(Datanet datanet, Datanet holdout, long seed, Progress progress) {
        return value(datanet, holdout, noReference(datanet), seed, progress);
    }

    /** The reference of an owner who has published no rows: the Datanet's columns and label set without rows. */
    static Datanet noReference(Datanet datanet) {
        Datanet.Builder none = Datanet.builder(datanet.id(), datanet.version()).labels(datanet.labels());
        datanet.features().ifPresent(features -> none.featureNames(features.names()));
        return none.build();
    }
}
