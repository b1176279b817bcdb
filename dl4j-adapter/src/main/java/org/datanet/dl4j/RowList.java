package org.datanet.dl4j;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.RandomAccess;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.SampleId;

/**
 * Example metadata as rows of one Datanet: reads as a list of sample ids, costs four bytes an example, and may be written to,
 * because {@code DataSet.shuffle} does so.
 */
final class RowList extends AbstractList<Serializable> implements RandomAccess, Serializable {
    private static final long serialVersionUID = 1;

    private final transient Datanet datanet;
    private final int[] rows;

    RowList(Datanet datanet, int[] rows) {
        this.datanet = datanet;
        this.rows = rows;
    }

    /** The rows themselves, if they are rows of that very Datanet. */
    boolean isOf(Datanet other) {
        return datanet == other
                || datanet.rows() == other.rows() && datanet.root().equals(other.root());
    }

    int row(int index) {
        return rows[index];
    }

    @Override
    public Serializable get(int index) {
        return datanet.sampleId(rows[index]).value();
    }

    @Override
    public Serializable set(int index, Serializable id) {
        Serializable before = get(index);
        rows[index] = datanet.row(new SampleId((String) id))
                .orElseThrow(() ->
                        new IllegalArgumentException("Datanet %s has no sample \"%s\"".formatted(datanet.id(), id)));
        return before;
    }

    @Override
    public int size() {
        return rows.length;
    }

    /** Travels as a plain list of ids. */
    private Object writeReplace() {
        return new ArrayList<>(this);
    }
}
