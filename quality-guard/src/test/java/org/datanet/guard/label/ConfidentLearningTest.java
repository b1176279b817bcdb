package org.datanet.guard.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import org.datanet.guard.label.ConfidentLearning.Prune;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfidentLearningTest {
    private static final int ROWS = 600;
    private static final int CLASSES = 3;

    /** A model that is sure of the truth, and labels of which every twentieth is the next class. */
    private static ConfidentLearning model(BitSet wrong, boolean dropLast) {
        Random random = new Random(1);
        int[] labels = new int[ROWS];
        double[] probabilities = new double[ROWS * CLASSES];
        for (int row = 0; row < ROWS; row++) {
            int truth = dropLast ? row % 2 : row % CLASSES;
            labels[row] = truth;
            if (row % 20 == 7) {
                wrong.set(row);
                labels[row] = dropLast ? 1 - truth : (truth + 1) % CLASSES;
            }
            for (int k = 0; k < CLASSES; k++) {
                probabilities[row * CLASSES + k] = (k == truth ? 8 : 0.2) + random.nextDouble();
            }
        }
        return new ConfidentLearning(labels, probabilities, CLASSES);
    }

    @ParameterizedTest
    @EnumSource(Prune.class)
    void labels_that_a_sure_model_contradicts_are_flagged_and_no_others(Prune prune) {
        BitSet wrong = new BitSet();
        BitSet flagged = model(wrong, false).flagged(prune);
        BitSet missed = (BitSet) wrong.clone();
        missed.andNot(flagged);
        flagged.andNot(wrong);
        // Rows just below their class's mean probability are counted for no class, so the estimated numbers are a
        // little off.
        assertThat(missed.cardinality()).isLessThanOrEqualTo(prune == Prune.COUNTED ? wrong.cardinality() : 5);
        assertThat(flagged.cardinality()).isLessThanOrEqualTo(prune == Prune.COUNTED ? 0 : 15);
    }

    @Test
    void wrong_labels_are_the_most_suspicious_and_their_class_is_suggested() {
        BitSet wrong = new BitSet();
        ConfidentLearning model = model(wrong, false);
        double least = wrong.stream().mapToDouble(model::suspicion).min().orElseThrow();
        for (int row = 0; row < ROWS; row++) {
            if (wrong.get(row)) {
                assertThat(model.suggested(row)).isEqualTo(row % CLASSES);
            } else {
                assertThat(model.suspicion(row)).isLessThan(least);
            }
        }
    }

    @Test
    void a_class_that_nobody_gives_flags_nothing() {
        ConfidentLearning model = model(new BitSet(), true);
        for (int k = 0; k < CLASSES; k++) {
            assertThat(model.count(2, k)).isZero();
            assertThat(model.count(k, 2)).isZero();
        }
    }

    @Test
    void what_is_no_probability_is_refused_by_its_row() {
        assertThatThrownBy(() -> new ConfidentLearning(new int[] {0, 1}, new double[] {1, 0, Double.NaN, 1}, 2))
                .hasMessageContaining("row 1 gives class 0 probability NaN");
        assertThatThrownBy(() -> new ConfidentLearning(new int[] {0, 2}, new double[] {1, 0, 0, 1}, 2))
                .hasMessageContaining("row 1 has label 2 of 2 classes");
        assertThatThrownBy(() -> new ConfidentLearning(new int[] {0}, new double[] {0, 0}, 2))
                .hasMessageContaining("row 0 gives every class probability 0");
    }
}
