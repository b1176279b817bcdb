package org.datanet.io;

import static org.datanet.io.InvalidInputException.quote;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds columns by name in a file that may hold only known ones. */
final class Header {
    private Header() {}

    /** Places of the columns, in the given order; all must be there and no others. */
    static int[] exactly(Rows rows, List<String> names) {
        onlyKnown(rows, names, "remove the column");
        int[] at = new int[names.size()];
        for (int i = 0; i < at.length; i++) {
            at[i] = find(rows, names.get(i), "which this file needs");
        }
        return at;
    }

    /** Refuses a column that is not among the names. */
    static void onlyKnown(Rows rows, List<String> names, String otherwise) {
        List<String> columns = rows.columns();
        Set<String> known = new LinkedHashSet<>(names);
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i);
            if (!known.contains(column)) {
                Set<String> missing = new LinkedHashSet<>(known);
                missing.removeAll(columns);
                String meant = Nearest.of(column, missing);
                throw new InvalidInputException(
                        rows.columnPlace(i),
                        "unknown column %s".formatted(quote(column)),
                        column,
                        columns.size() == 1 && known.size() > 1 && column.matches(".*[;\t|].*")
                                ? "separate the columns by commas"
                                : meant == null ? otherwise : "did you mean " + quote(meant) + "?");
            }
        }
    }

    /** The place of a column that must be there. */
    static int find(Rows rows, String name, String why) {
        int at = rows.columns().indexOf(name);
        if (at < 0) {
            throw new InvalidInputException(
                    rows.headerPlace(),
                    "there is no column %s, %s".formatted(quote(name), why),
                    name,
                    "add it to the header and to every row");
        }
        return at;
    }
}
