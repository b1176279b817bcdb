package org.datanet.guard;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.datanet.quality.InspectionIndex;
import org.datanet.quality.QualityReport;

/**
 * A report with the raw scores behind it.
 *
 * @param report what the guard says
 * @param scores by detector, one per row, higher is more suspicious, {@code NaN} without an opinion; only detectors that look at
 *     rows. Not to be written to
 * @param index what the next inspection need not judge again; empty unless an index was given
 */
public record GuardRun(QualityReport report, SortedMap<String, double[]> scores, InspectionIndex index) {
    public GuardRun {
        scores = Collections.unmodifiableSortedMap(new TreeMap<>(scores));
    }
}
