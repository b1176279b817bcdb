package org.datanet.guard.collusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopyRingsTest {
    private static final int ITEMS = 120;
    private static final int HONEST = 20;
    private static final int ANSWERED = 60;
    private static final int CLASSES = 3;

    /** Honest annotators of different skill, who find the same items hard; then members who copy annotator 0 at the given rate. */
    private static Answers crowd(long seed, int copiers, double copying) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] truth = random.ints(ITEMS, 0, CLASSES).toArray();
        int[][] label = new int[HONEST + copiers][ITEMS];
        List<int[]> answers = new ArrayList<>();
        for (int a = 0; a < HONEST + copiers; a++) {
            double skill = 0.7 + 0.25 * random.nextDouble();
            for (int i = 0; i < ITEMS; i++) {
                double chance = i % 6 == 0 ? 0.5 : skill;
                boolean right = random.nextDouble() < chance;
                label[a][i] = right ? truth[i] : (truth[i] + 1 + random.nextInt(CLASSES - 1)) % CLASSES;
            }
            boolean copier = a >= HONEST;
            for (int i = 0; i < ITEMS; i++) {
                boolean answered = copier || a == 0 ? i < ANSWERED : random.nextInt(ITEMS) < ANSWERED;
                if (answered) {
                    boolean copied = copier && random.nextDouble() < copying;
                    answers.add(new int[] {i, a, label[copied ? 0 : a][i]});
                }
            }
        }
        return columns(answers, HONEST + copiers);
    }

    private static Answers columns(List<int[]> answers, int annotators) {
        return new Answers(
                answers.stream().mapToInt(a -> a[0]).toArray(),
                answers.stream().mapToInt(a -> a[1]).toArray(),
                answers.stream().mapToInt(a -> a[2]).toArray(),
                ITEMS,
                annotators,
                CLASSES);
    }

    private static CopyRings rings(Answers answers) {
        return new CopyRings(answers, ITEMS, 0.01, 5, 1);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "2,2,0.9", "3,5,0.8", "4,7,1"})
    void those_who_copy_one_leader_are_one_ring_with_the_leader_and_nobody_else(
            long seed, int copiers, double copying) {
        List<int[]> rings = rings(crowd(seed, copiers, copying)).rings();
        int[] expected = new int[copiers + 1];
        for (int i = 1; i <= copiers; i++) {
            expected[i] = HONEST + i - 1;
        }
        assertThat(rings).hasSize(1);
        assertThat(rings.get(0)).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void people_who_find_the_same_items_hard_are_no_ring(long seed) {
        CopyRings rings = rings(crowd(seed, 0, 0));
        assertThat(rings.rings()).isEmpty();
        assertThat(rings.copying()).isEmpty();
    }

    @Test
    void people_who_are_all_right_all_the_time_are_no_ring() {
        List<int[]> answers = new ArrayList<>();
        for (int a = 0; a < HONEST; a++) {
            for (int i = 0; i < ITEMS; i++) {
                answers.add(new int[] {i, a, i % CLASSES});
            }
        }
        assertThat(rings(columns(answers, HONEST)).rings()).isEmpty();
    }

    @Test
    void people_who_always_give_one_answer_need_no_agreement_to_agree() {
        List<int[]> answers = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(5);
        for (int a = 0; a < HONEST; a++) {
            for (int i = 0; i < ITEMS; i++) {
                answers.add(new int[] {i, a, a < 3 || random.nextInt(6) == 0 ? 0 : i % CLASSES});
            }
        }
        assertThat(rings(columns(answers, HONEST)).rings()).isEmpty();
    }

    @Test
    void a_ring_of_most_annotators_gets_nobody_else_accused() {
        CopyRings rings = rings(crowd(6, 30, 1));
        assertThat(rings.rings()).allMatch(ring -> Arrays.stream(ring).allMatch(a -> a == 0 || a >= HONEST));
    }

    @Test
    void members_are_more_suspicious_than_anybody_else() {
        CopyRings rings = rings(crowd(7, 3, 0.8));
        for (int honest = 1; honest < HONEST; honest++) {
            assertThat(rings.suspicion(honest)).isLessThan(rings.suspicion(HONEST));
        }
    }

    /**
     * Eight curators, three of whom judge each of 360 samples and find the same fifth of them hard: a quarter of verdicts on these
     * is wrong, and one of 24 on others. The last two hand round one look where both are drawn, if they game.
     */
    private static Answers curated(long seed, boolean gaming) {
        SplittableRandom random = new SplittableRandom(seed);
        List<int[]> answers = new ArrayList<>();
        for (int item = 0; item < 360; item++) {
            double error = random.nextInt(5) == 0 ? 1 / 4.0 : 1 / 24.0;
            int truth = random.nextInt(7) == 0 ? 1 : 0;
            int looked = -1;
            int drawn = 0;
            for (int curator = 0; curator < 8; curator++) {
                if (random.nextInt(8 - curator) < 3 - drawn) {
                    drawn++;
                    int seen = random.nextDouble() < error ? 1 - truth : truth;
                    boolean copies = gaming && curator == 7 && looked >= 0;
                    answers.add(new int[] {item, curator, copies ? looked : seen});
                    looked = curator == 6 ? seen : looked;
                }
            }
        }
        return new Answers(
                answers.stream().mapToInt(a -> a[0]).toArray(),
                answers.stream().mapToInt(a -> a[1]).toArray(),
                answers.stream().mapToInt(a -> a[2]).toArray(),
                360,
                8,
                2);
    }

    @Test
    void
            of_curators_who_find_the_same_samples_hard_one_in_a_hundred_is_flagged_at_most_and_a_third_of_those_who_share_a_look_are() {
        int honest = 0;
        int caught = 0;
        for (long seed = 200; seed < 230; seed++) {
            honest += new CopyRings(curated(seed, false), 360, 0.01, 5, 1)
                    .rings().stream().mapToInt(ring -> ring.length).sum();
            caught += new CopyRings(curated(seed, true), 360, 0.01, 5, 1)
                    .rings().stream()
                            .filter(ring -> Arrays.equals(ring, new int[] {6, 7}))
                            .toList()
                            .size();
        }
        assertThat(honest).isLessThanOrEqualTo(30 * 8 / 100);
        assertThat(caught).isGreaterThanOrEqualTo(10);
    }

    @Test
    void the_order_of_answers_and_the_number_of_threads_change_nothing() throws Exception {
        Answers crowd = crowd(8, 3, 0.9);
        CopyRings one = new ForkJoinPool(1).submit(() -> rings(crowd)).get();
        CopyRings four = new ForkJoinPool(4).submit(() -> rings(crowd)).get();
        assertThat(four.pairs()).isEqualTo(one.pairs());
        assertThat(four.copying()).isEqualTo(one.copying());
    }

    @Test
    void the_last_of_several_answers_to_one_item_counts() {
        Answers answers = columns(List.of(new int[] {3, 0, 1}, new int[] {1, 0, 2}, new int[] {3, 0, 0}), 1);
        assertThat(answers.items(0)).containsExactly(1, 3);
        assertThat(answers.answersTo(3)).containsExactly(0);
    }
}
