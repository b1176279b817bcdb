package org.datanet.guard.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DawidSkeneTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void it_beats_the_majority_where_annotators_differ_in_skill_and_ranks_them(long seed) {
        Random random = new Random(seed);
        int items = 400;
        int annotators = 30;
        int perItem = 5;
        int[] truth = random.ints(items, 0, 3).toArray();
        double[] skill = new double[annotators];
        for (int a = 0; a < annotators; a++) {
            skill[a] = a % 3 == 0 ? 0.95 : 0.4;
        }
        int[] item = new int[items * perItem];
        int[] who = new int[item.length];
        int[] answer = new int[item.length];
        int majorityRight = 0;
        for (int i = 0; i < items; i++) {
            int[] votes = new int[3];
            for (int j = 0; j < perItem; j++) {
                int at = i * perItem + j;
                item[at] = i;
                who[at] = (i * 7 + j * 6 + random.nextInt(6)) % annotators;
                answer[at] = random.nextDouble() < skill[who[at]] ? truth[i] : (truth[i] + 1 + random.nextInt(2)) % 3;
                votes[answer[at]]++;
            }
            int best = votes[1] > votes[0] ? 1 : 0;
            best = votes[2] > votes[best] ? 2 : best;
            majorityRight += best == truth[i] ? 1 : 0;
        }
        DawidSkene model = new DawidSkene(item, who, answer, items, annotators, 3);
        int right = 0;
        for (int i = 0; i < items; i++) {
            right += model.best(i) == truth[i] ? 1 : 0;
        }
        assertThat(right).isGreaterThan(majorityRight);
        for (int a = 0; a < annotators; a++) {
            assertThat(model.skill(a) > 0.7).as("annotator %d", a).isEqualTo(skill[a] > 0.7);
        }
    }
}
