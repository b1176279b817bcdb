package org.datanet.io;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads one file of samples, or one part of a table of them, row by row: as strict as {@link DatanetReader} and with the same
 * messages, but nothing is kept. Whether ids stand once and epochs never fall is for the caller, who sees all parts. Stateless.
 */
public final class SampleLines {
    private SampleLines() {}

    /**
     * Reads a file.
     *
     * @param descriptor what the columns mean
     * @param labels the label set; empty where any label is welcome
     * @param file CSV or JSON lines by its name
     * @param each told of every row, in the order of the file
     * @return number of rows
     * @throws InvalidInputException for anything that is not as documented
     */
    public static long read(
            DatanetDescriptor descriptor,
            List<String> labels,
            Path file,
            ReadLimits limits,
            Consumer<SampleLine> each) {
        long count = 0;
        try (Rows rows = Rows.open(file, descriptor.columns().all(), limits)) {
            Roles roles = new Roles(rows, descriptor.columns());
            HashSet<String> labelSet = new HashSet<>(labels);
            while (rows.next()) {
                each.accept(SampleRows.line(rows, roles, descriptor, labels, labelSet));
                count++;
            }
        }
        return count;
    }

    /** The label set that a Datanet has which declares none: every label found, in ascending order. */
    public static List<String> labelSet(java.util.Collection<String> found) {
        return SampleRows.sorted(new java.util.TreeSet<>(found));
    }
}
