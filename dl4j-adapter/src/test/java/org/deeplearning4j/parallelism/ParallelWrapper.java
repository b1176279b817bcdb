package org.deeplearning4j.parallelism;

import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Reads an iterator as the framework's class of this name does, which is in a module that is not on the class path. */
public final class ParallelWrapper {
    private ParallelWrapper() {}

    public static void fit(DataSetIterator iterator) {
        while (iterator.hasNext()) {
            iterator.next();
        }
    }
}
