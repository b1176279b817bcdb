package org.datanet.guard.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.guard.PlantedOutcome;
import org.datanet.guard.TextDatanet;
import org.datanet.progress.Progress;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.Subject;
import org.datanet.usage.UsageView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTwinsTest {
    private static List<Finding> findings(Datanet datanet) {
        return PlantedOutcome.inspect(datanet, List.of(new NearDuplicateDetector())).findings().stream()
                .filter(f -> f.subject() instanceof Subject.Row)
                .toList();
    }

    @Test
    void a_text_with_one_word_changed_names_its_original_and_the_word() {
        TextDatanet texts = new TextDatanet(1);
        String original = texts.sentence(60);
        String changed = original.substring(0, original.lastIndexOf(' ')) + " zebra";
        texts.add("first", 0, original);
        for (int i = 0; i < 50; i++) {
            texts.add("c" + i % 5, 0, texts.sentence(60));
        }
        Datanet datanet = texts.add("second", 0, changed).build();
        assertThat(findings(datanet)).singleElement().satisfies(finding -> {
            assertThat(finding.subject()).isEqualTo(new Subject.Row(51, datanet.sampleId(51)));
            Evidence.Twin twin = (Evidence.Twin) finding.evidence().get(0);
            assertThat(twin.sample()).isEqualTo(datanet.sampleId(0));
            assertThat(twin.difference()).startsWith("added: zebra; missing: ");
        });
    }

    @Test
    void short_texts_that_resemble_each_other_in_a_row_never_make_a_chain() {
        TextDatanet texts = new TextDatanet(2);
        for (int i = 0; i < 200; i++) {
            // Each text shares most words with the next one, and none with the one ten places on.
            int start = i;
            texts.add(
                    "c" + i % 7,
                    0,
                    String.join(
                            " ",
                            IntStream.range(start, start + 10)
                                    .mapToObj(w -> "w" + w)
                                    .toList()));
        }
        assertThat(findings(texts.build())).isEmpty();
    }

    @Test
    void
            in_a_chain_of_near_duplicates_each_is_verified_against_its_twin_and_no_more_than_three_steps_from_an_original() {
        TextDatanet texts = new TextDatanet(9);
        int length = 40;
        int chain = 120;
        for (int i = 0; i < chain; i++) {
            // Nine tenths of the triples are those of the next text; ten texts on, half of them are.
            texts.add(
                    "c" + i % 7,
                    0,
                    String.join(
                            " ",
                            IntStream.range(i, i + length)
                                    .mapToObj(w -> "w" + w)
                                    .toList()));
        }
        Datanet datanet = texts.build();
        NearDuplicateDetector detector = new NearDuplicateDetector();
        // The detector alone: where everybody copies, the guard excuses everybody.
        List<Finding> findings = detector.inspect(new InspectionContext(
                        datanet,
                        UsageView.none(),
                        QualityPolicy.defaults(),
                        detector.defaults(),
                        new BitSet(),
                        1,
                        Progress.none()))
                .findings();
        Map<Integer, Integer> twins = findings.stream()
                .collect(Collectors.toMap(
                        finding -> ((Subject.Row) finding.subject()).row(),
                        finding -> datanet.row(
                                        ((Evidence.Twin) finding.evidence().get(0)).sample())
                                .orElseThrow()));
        assertThat(findings).hasSizeBetween(chain / 2, chain - chain / 20).allSatisfy(finding -> {
            int row = ((Subject.Row) finding.subject()).row();
            Evidence.Twin twin = (Evidence.Twin) finding.evidence().get(0);
            int original = datanet.row(twin.sample()).orElseThrow();
            int steps = 1;
            for (int at = original; twins.containsKey(at); at = twins.get(at)) {
                steps++;
            }
            assertThat(steps).isLessThanOrEqualTo(3);
            // The texts are windows: so many triples are common.
            double common = length - 2 - (row - original);
            assertThat(twin.similarity()).isGreaterThanOrEqualTo(0.8).isEqualTo(common / (2 * (length - 2) - common));
        });
    }

    @Test
    void common_answers_of_two_words_are_nobodys_property() {
        TextDatanet texts = new TextDatanet(3);
        for (int i = 0; i < 300; i++) {
            texts.add(
                    "c" + i % 9,
                    0,
                    i % 2 == 0 ? "yes, please." + " ".repeat(i % 3) + "!".repeat(i / 2) : texts.sentence(30));
        }
        assertThat(findings(texts.build())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void every_pair_above_the_threshold_is_found_and_none_below(long seed) {
        // Of some seeds most elements share their upper half with others.
        LongUnaryOperator element = seed <= 5 ? Shingles::mix : e -> Shingles.mix(e) >> 57 << 57 | e;
        Random random = new Random(seed);
        int n = 300;
        long[][] sets = new long[n][];
        for (int i = 0; i < n; i++) {
            boolean copy = i > 0 && random.nextBoolean();
            long[] base = copy
                    ? sets[random.nextInt(i)].clone()
                    : random.longs(5 + random.nextInt(40), 0, 400).toArray();
            for (int c = random.nextInt(4); copy && c > 0; c--) {
                base[random.nextInt(base.length)] = random.nextInt(400);
            }
            sets[i] = Arrays.stream(base).map(element).distinct().sorted().toArray();
        }
        int[][] halves = Arrays.stream(sets).map(Shingles::halves).toArray(int[][]::new);
        SimilarSets similar = new SimilarSets(halves, i -> sets[i], 0.7, new boolean[n]);
        int[] representative = new int[n];
        int[] members = new int[n];
        boolean[] copy = new boolean[n];
        boolean[] given = new boolean[n];
        for (int i = 0; i < n; i++) {
            representative[i] = best(sets, i, j -> representative[j] < 0);
            int twin = representative[i] >= 0
                    ? representative[i]
                    : best(sets, i, j -> copy[j] && !given[representative[j]]);
            given[i] = representative[i] < 0 && twin >= 0;
            if (representative[i] >= 0 && members[representative[i]]++ < SimilarSets.MOST_MEMBERS) {
                copy[i] = true;
            }
            assertThat(similar.twin(i)).isEqualTo(twin);
            if (twin >= 0) {
                assertThat(similar.similarity(i)).isEqualTo(jaccard(sets, i, twin));
            }
        }
    }

    /** The most similar of the earlier sets, the first on ties; -1 where none is similar. */
    private static int best(long[][] sets, int set, IntPredicate allowed) {
        int best = -1;
        for (int j = 0; j < set; j++) {
            double least = best < 0 ? 0.7 : Math.nextUp(jaccard(sets, set, best));
            best = allowed.test(j) && jaccard(sets, set, j) >= least ? j : best;
        }
        return best;
    }

    private static double jaccard(long[][] sets, int a, int b) {
        int common = Shingles.common(sets[a], sets[b], 0);
        return (double) common / (sets[a].length + sets[b].length - common);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 40})
    void a_copy_of_a_copy_that_is_far_from_the_original_is_found_beside_its_twin(int copies) {
        TextDatanet texts = new TextDatanet(4);
        String[] words = texts.sentence(60).split(" ");
        texts.add("ann", 0, String.join(" ", words));
        for (int copy = 1; copy < copies; copy++) {
            String[] copied = words.clone();
            copied[5] = "changed" + copy;
            texts.add("bob", 0, String.join(" ", copied));
        }
        words[5] = "changed1";
        words[20] = "x";
        words[40] = "y";
        texts.add("eve", 0, String.join(" ", words));
        for (int i = 0; i < 50; i++) {
            texts.add("c" + i % 5, 0, texts.sentence(60));
        }
        List<Finding> findings = findings(texts.build());
        assertThat(findings).hasSize(copies);
        assertThat(((Evidence.Twin) findings.get(findings.size() - 1).evidence().get(0)).similarity())
                .isGreaterThanOrEqualTo(0.8);
    }
}
