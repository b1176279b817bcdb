package org.datanet.guard;

import java.util.ArrayList;
import java.util.List;
import org.datanet.progress.Crew;

/** Hands rows to a crew: in parts that can be sent, as many at a time as keep everybody busy, so that memory stays bounded. */
public final class RowParts {
    /** About how many numbers a part has. */
    private static final int NUMBERS = 1 << 20;

    private RowParts() {}

    /** What is sent for the rows {@code [from, to)}. */
    @FunctionalInterface
    public interface Cut<P> {
        P of(int from, int to);
    }

    /** Takes the answer for the rows from {@code from} on. */
    @FunctionalInterface
    public interface Taker {
        void take(int from, double[][] answer);
    }

    /**
     * Asks a model for all rows.
     *
     * @param rows how many there are
     * @param together every part but the last has a multiple of so many rows
     * @param width numbers that are sent or answered a row
     */
    public static <P> void ask(
            Crew crew, Crew.Model<P> model, int rows, int together, int width, Cut<P> cut, Taker taker) {
        int chunks = (rows + together - 1) / together;
        int most = Math.max(1, NUMBERS / Math.max(1, width) / together);
        int each = together * Math.min(most, (chunks + crew.size() - 1) / crew.size());
        try (Crew.Sent<P> sent = crew.send(model)) {
            for (int from = 0; from < rows; ) {
                List<P> parts = new ArrayList<>();
                int to = from;
                while (to < rows && parts.size() < crew.size()) {
                    int end = Math.min(rows, to + each);
                    parts.add(cut.of(to, end));
                    to = end;
                }
                for (double[][] answer : sent.of(parts)) {
                    taker.take(from, answer);
                    from = Math.min(rows, from + each);
                }
            }
        }
    }
}
