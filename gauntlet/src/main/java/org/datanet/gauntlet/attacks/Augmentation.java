package org.datanet.gauntlet.attacks;

import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.datanet.gauntlet.LabelledRows;
import org.datanet.gauntlet.Standpoint;

/** Ways of making rows out of rows; what they are for numbers, and what comes closest for texts. All randomness is the player's own. */
abstract class Augmentation {
    private final Standpoint me;

    Augmentation(Standpoint me) {
        this.me = me;
    }

    /** For the kind of rows that a player knows. */
    static Augmentation of(Standpoint me) {
        return me.known().areTexts() ? new TextAugmentation(me) : new NumberAugmentation(me);
    }

    /** Each row changed a little: by so many standard deviations, or one minus e to minus that of its words. */
    abstract LabelledRows jitter(LabelledRows rows, double size);

    /** Each row moved away from the mean by a factor; a text made longer by it. */
    abstract LabelledRows scaled(LabelledRows rows, double factor);

    /** Mixtures of two rows of one label; of a row and one of its five nearest fellows, if near. */
    abstract LabelledRows mixUp(LabelledRows rows, int count, boolean near);

    /** Each column, or each place in a text, from one of two rows of one label. */
    abstract LabelledRows crossOver(LabelledRows rows, int count);

    /** Beyond a row, away from another of its label. */
    abstract LabelledRows extrapolate(LabelledRows rows, int count, double by);

    /** What is common to a label's rows. */
    abstract LabelledRows means(LabelledRows rows, int count);

    /** Draws from a model of each label's rows: its Gaussian, or the chain of its words. */
    abstract LabelledRows generated(LabelledRows rows, int count);

    /** Noise under random labels. */
    abstract LabelledRows noise(int count);

    /** Each column, or each word, from a row of its own; labels at random. */
    abstract LabelledRows marginals(LabelledRows rows, int count);

    /** What has been published. */
    LabelledRows known() {
        return me.known();
    }

    /** Some of the rows, each at most once as long as there are enough. */
    LabelledRows pick(LabelledRows from, int count) {
        int n = from.size();
        int[] order = IntStream.range(0, n).toArray();
        int[] picked = new int[n == 0 ? 0 : count];
        for (int i = 0; i < picked.length; i++) {
            int at = i % n;
            int j = at + me.below(n - at);
            int swap = order[at];
            order[at] = order[j];
            order[j] = swap;
            picked[i] = order[at];
        }
        return from.select(picked);
    }

    /** Under the majority label of the five nearest known rows. */
    LabelledRows pseudoLabelled(LabelledRows rows) {
        LabelledRows known = me.known();
        return rows.labelled(fill(rows.size(), i -> {
            int[] counts = new int[me.classes()];
            for (int j : me.space().nearest(rows.x()[i], known.x(), 5)) {
                counts[known.y()[j]]++;
            }
            return IntStream.range(0, counts.length)
                    .reduce((a, b) -> counts[b] > counts[a] ? b : a)
                    .orElseThrow();
        }));
    }

    /** Random labels. */
    int[] random(int count) {
        return fill(count, i -> me.below(me.classes()));
    }

    /** The commonest label of what is known. */
    int majority() {
        int[] counts = new int[me.classes()];
        for (int y : me.known().y()) {
            counts[y]++;
        }
        return IntStream.range(0, counts.length)
                .reduce((a, b) -> counts[b] > counts[a] ? b : a)
                .orElseThrow();
    }

    final int[] labelsOf(LabelledRows rows, int count) {
        return fill(count, i -> rows.y()[me.below(rows.size())]);
    }

    static int[] fellows(LabelledRows rows, int label) {
        return IntStream.range(0, rows.size()).filter(i -> rows.y()[i] == label).toArray();
    }

    /** In order, because each draws from one stream. */
    static int[] fill(int n, IntUnaryOperator label) {
        int[] y = new int[n];
        for (int i = 0; i < n; i++) {
            y[i] = label.applyAsInt(i);
        }
        return y;
    }
}
