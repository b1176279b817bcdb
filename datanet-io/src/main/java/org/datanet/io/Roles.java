package org.datanet.io;

import java.util.Optional;
import java.util.Set;

/** Where the roles stand in a row; -1 for a role that is not declared. */
final class Roles {
    final int id;
    final int contributor;
    final int epoch;
    final int submittedAt;
    final int label;
    final int licence;
    final int source;
    final int text;
    final int[] features;

    /** The columns of a Datanet's own file, all of which must be there. */
    Roles(Rows rows, DatanetDescriptor.Columns columns) {
        this(rows, columns, Set.of());
    }

    /**
     * The columns of a file of rows.
     *
     * @param optional columns that may be absent
     */
    Roles(Rows rows, DatanetDescriptor.Columns columns, Set<String> optional) {
        Header.onlyKnown(rows, columns.all(), "give it a role in datanet.yaml, or list it under columns.ignored");
        id = Header.find(rows, columns.id(), "which has the role id");
        contributor = find(rows, Optional.of(columns.contributor()), "contributor", optional);
        epoch = find(rows, columns.epoch(), "epoch", optional);
        submittedAt = find(rows, columns.submittedAt(), "submitted_at", optional);
        label = find(rows, columns.label(), "label", optional);
        licence = find(rows, columns.licence(), "licence", optional);
        source = find(rows, columns.source(), "source", optional);
        text = find(rows, columns.text(), "text", optional);
        features = columns.features().stream()
                .mapToInt(name -> Header.find(rows, name, "which has the role features"))
                .toArray();
    }

    private static int find(Rows rows, Optional<String> column, String role, Set<String> optional) {
        if (column.isEmpty()
                || optional.contains(column.get()) && !rows.columns().contains(column.get())) {
            return -1;
        }
        return Header.find(rows, column.get(), "which has the role " + role);
    }
}
