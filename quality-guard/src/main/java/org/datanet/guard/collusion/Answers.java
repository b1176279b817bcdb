package org.datanet.guard.collusion;

import java.util.Arrays;
import org.datanet.guard.label.DawidSkene;

/**
 * Who answered what, as columns: annotators, items and classes are dense ints, an annotator's items ascend, and of several answers
 * of one annotator to one item the last counts. Immutable and thread-safe.
 */
public final class Answers {
    private final int classes;
    private final int size;
    private final int[][] items;
    private final int[][] answers;
    private final int[][] annotators;
    private final int[][] answersOf;

    /**
     * @param items item of each answer, in {@code [0, itemCount)}
     * @param annotators annotator of each answer, in {@code [0, annotatorCount)}
     * @param answers class answered, in {@code [0, classes)}
     */
    public Answers(int[] items, int[] annotators, int[] answers, int itemCount, int annotatorCount, int classes) {
        if (items.length != annotators.length || items.length != answers.length) {
            throw new IllegalArgumentException("%d items, %d annotators and %d answers are not columns of one table"
                    .formatted(items.length, annotators.length, answers.length));
        }
        this.classes = classes;
        int[] counts = new int[annotatorCount];
        for (int a : annotators) {
            counts[a]++;
        }
        long[][] places = new long[annotatorCount][];
        for (int a = 0; a < annotatorCount; a++) {
            places[a] = new long[counts[a]];
        }
        for (int i = items.length - 1; i >= 0; i--) {
            places[annotators[i]][--counts[annotators[i]]] = (long) items[i] << 32 | i;
        }
        this.items = new int[annotatorCount][];
        this.answers = new int[annotatorCount][];
        int[] holders = new int[itemCount];
        int kept = 0;
        for (int a = 0; a < annotatorCount; a++) {
            Arrays.sort(places[a]);
            long[] own = places[a];
            int[] last = java.util.stream.IntStream.range(0, own.length)
                    .filter(i -> i + 1 == own.length || own[i] >> 32 != own[i + 1] >> 32)
                    .toArray();
            this.items[a] = Arrays.stream(last).map(i -> (int) (own[i] >> 32)).toArray();
            this.answers[a] =
                    Arrays.stream(last).map(i -> answers[(int) own[i]]).toArray();
            for (int item : this.items[a]) {
                holders[item]++;
            }
            kept += last.length;
        }
        size = kept;
        this.annotators = new int[itemCount][];
        answersOf = new int[itemCount][];
        for (int item = 0; item < itemCount; item++) {
            this.annotators[item] = new int[holders[item]];
            answersOf[item] = new int[holders[item]];
        }
        for (int a = annotatorCount - 1; a >= 0; a--) {
            for (int i = 0; i < this.items[a].length; i++) {
                int item = this.items[a][i];
                this.annotators[item][--holders[item]] = a;
                answersOf[item][holders[item]] = this.answers[a][i];
            }
        }
    }

    int classes() {
        return classes;
    }

    int annotatorCount() {
        return items.length;
    }

    /** Items that the annotator answered, ascending. */
    int[] items(int annotator) {
        return items[annotator];
    }

    /** Who answered the item, ascending. */
    int[] annotators(int item) {
        return annotators[item];
    }

    /** Their answers to the item. */
    int[] answersTo(int item) {
        return answersOf[item];
    }

    /**
     * Dawid and Skene's model of these answers, in which the members of one ring who answered an item count together as one.
     *
     * @param ring number of the ring that each annotator belongs to, -1 for none
     * @param alike whether all annotators are taken to be equally skilled; the model then knows only annotator 0
     */
    DawidSkene model(int[] ring, boolean alike) {
        int[] item = new int[size];
        int[] who = new int[size];
        int[] answer = new int[size];
        double[] weight = new double[size];
        int at = 0;
        for (int a = 0; a < items.length; a++) {
            for (int i = 0; i < items[a].length; i++) {
                item[at] = items[a][i];
                who[at] = alike ? 0 : a;
                answer[at] = answers[a][i];
                int together = 1;
                if (ring[a] >= 0) {
                    for (int b : annotators[items[a][i]]) {
                        together += b != a && ring[b] == ring[a] ? 1 : 0;
                    }
                }
                weight[at++] = 1.0 / together;
            }
        }
        return new DawidSkene(
                item, who, answer, weight, DawidSkene.PULL, annotators.length, alike ? 1 : items.length, classes);
    }
}
