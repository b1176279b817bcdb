package org.datanet.progress;

/**
 * Receives the progress of long work. Calls may come from several threads; implementations are thread-safe and never throw.
 */
public interface Progress {

    /** Begins a stage of {@code total} units; a total of 0 or less means unknown. Ends the stage before it. */
    void stage(String name, long total);

    /** Adds {@code units} done in the current stage. */
    void advance(long units);

    /** A progress that nobody looks at. */
    static Progress none() {
        return new Progress() {
            @Override
            public void stage(String name, long total) {}

            @Override
            public void advance(long units) {}
        };
    }
}
