package org.datanet.dl4j;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/** Ends a training by an exception after some iterations. */
final class StopAfter extends BaseTrainingListener {
    private int left;

    StopAfter(int iterations) {
        left = iterations;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        if (--left == 0) {
            throw new Stopped();
        }
    }

    static final class Stopped extends RuntimeException {}
}
