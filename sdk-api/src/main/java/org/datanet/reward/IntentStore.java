package org.datanet.reward;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Keeps what a payer is about to do, before it does it: entries in one order, none of which is ever changed or lost. A payer that
 * reads them again after a crash knows what it may have done and never does it twice. One writer at a time; thread-safe.
 */
public interface IntentStore extends Closeable {

    /** All entries, in the order in which they were appended. */
    List<String> entries() throws IOException;

    /**
     * Appends an entry; when this returns, no crash loses it. A crash before that leaves the entry whole or absent.
     *
     * @param entry one line of text
     * @throws IllegalArgumentException when the entry contains a line break
     */
    void append(String entry) throws IOException;
}
