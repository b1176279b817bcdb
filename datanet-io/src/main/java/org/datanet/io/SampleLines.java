package org.datanet.io;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rows of one file of samples, or of one part of a table of them: as strict as {@link DatanetReader} and with the same
 * messages, but nothing is kept. Whether ids stand once and epochs never fall is for the caller, who sees all parts. Whatever is not
 * as documented is an {@link InvalidInputException} from {@link #hasNext}. Not thread-safe.
 */
public final class SampleLines implements Iterator<SampleLine>, Closeable {
    private final DatanetDescriptor descriptor;
    private final Set<String> labelSet;
    private final Rows rows;
    private final Roles roles;
    private boolean moved;
    private boolean more;

    private SampleLines(DatanetDescriptor descriptor, Rows rows) {
        this.descriptor = descriptor;
        this.rows = rows;
        labelSet = new HashSet<>(descriptor.labels());
        roles = new Roles(rows, descriptor.columns());
    }

    /**
     * Opens a file.
     *
     * @param descriptor what the columns mean; without declared labels any label is welcome
     * @param file CSV or JSON lines by its name
     */
    public static SampleLines open(DatanetDescriptor descriptor, Path file, ReadLimits limits) {
        Rows rows = Rows.open(file, descriptor.columns().all(), limits);
        try {
            return new SampleLines(descriptor, rows);
        } catch (RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    /** The label set of a Datanet that declares none: every label found, in ascending order. */
    public static List<String> labelSet(Collection<String> found) {
        return SampleRows.sorted(new TreeSet<>(found));
    }

    @Override
    public boolean hasNext() {
        if (!moved) {
            more = rows.next();
            moved = true;
        }
        return more;
    }

    @Override
    public SampleLine next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the file has no further row");
        }
        moved = false;
        return SampleRows.line(rows, roles, descriptor, descriptor.labels(), labelSet);
    }

    @Override
    public void close() {
        rows.close();
    }
}
