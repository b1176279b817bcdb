package org.datanet.progress;

import java.io.Serializable;
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

    /** What travels between the machines of one job, all of one version: transport, never a format that is kept. */
    interface Sendable extends Serializable {}

    /**
     * Something that was fitted once and answers for any part of the rows: the same wherever it is asked. Not changed by being asked.
     *
     * @param <P> what it is asked for: an array of numbers, or {@link Sendable}
     */
    interface Model<P> extends Sendable {
        /** What it is called where progress is told: a word in small letters. */
        String name();

        /** The answer for one part. */
        double[][] of(P part);
    }

    /** A model that everybody has until it is closed. */
    interface Sent<P> extends AutoCloseable {
        /** Asks for all parts and gives the answers in the order of the parts. */
        List<double[][]> of(List<P> parts);

        @Override
        void close();
    }

    /** Sends a model to everybody, once for all that it will be asked. */
    <P> Sent<P> send(Model<P> model);

    /** How many parts keep everybody busy, 1 or more. */
    int size();

    /** How many steps, such as comparisons of two rows, some work must have to be worth handing over. */
    double least();
}
