package org.datanet.gauntlet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What somebody is about to submit in one epoch.
 *
 * @param names the rows of each name that it goes by; at least one name
 * @param effort what it cost so far, in honest rows: collecting one is 0.7, labelling it 0.3
 */
public record Hand(List<LabelledRows> names, double effort) {
    /** Part of an honest row's cost that is collecting it; the rest is labelling. */
    public static final double COLLECTING = 0.7;

    /** What making a row up costs: a few lines of code and some thought, spread over many. */
    public static final double MAKING = 0.02;

    /** What a further name costs: an account, an address, a deposit's interest. */
    public static final double NAME = 0.05;

    public Hand {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("who submits has at least one name");
        }
    }

    /** Own rows, honestly collected and labelled, under one name. */
    public static Hand honest(LabelledRows own) {
        return new Hand(List.of(own), own.size());
    }

    /** Rows that cost so much each, in place of all others, under one name. */
    public static Hand of(LabelledRows rows, double each) {
        return new Hand(List.of(rows), rows.size() * each);
    }

    /** All rows of all names. */
    public LabelledRows rows() {
        return LabelledRows.concat(names);
    }

    /** Changes the rows of each name, at so much a row. */
    public Hand each(UnaryOperator<LabelledRows> change, double cost) {
        List<LabelledRows> changed = names.stream().map(change).toList();
        return new Hand(
                changed,
                effort + cost * changed.stream().mapToInt(LabelledRows::size).sum());
    }

    /** The same, and more rows of so much each under a further name. */
    public Hand and(LabelledRows more, double cost) {
        List<LabelledRows> all = new ArrayList<>(names);
        all.add(more);
        return new Hand(all, effort + NAME + cost * more.size());
    }

    /** The same rows under these names; further ones cost. */
    public Hand under(List<LabelledRows> parts) {
        return new Hand(parts, effort + NAME * Math.max(0, parts.size() - names.size()));
    }
}
