package org.datanet.progress;

import java.util.List;

/** Does the parts of some work elsewhere, on more cores than this machine has. The work gives the same whoever does it. */
public interface Crew {
    /** One part of the work; holds nothing but what is given to it, and can be sent. */
    @FunctionalInterface
    interface Task {
        /**
         * Does a part.
         *
         * @param shared what all parts need, not to be written to
         * @param part what this one is about, not to be written to
         */
        double[][] of(double[][] shared, double[][] part);
    }

    /** Does all parts and gives their results in the order of the parts. */
    List<double[][]> work(double[][] shared, List<double[][]> parts, Task task);

    /** How many parts keep everybody busy, 1 or more. */
    int size();

    /** How many steps, such as comparisons of two rows, some work must have to be worth handing over. */
    double least();
}
