package org.datanet.benchmarks.guard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.datanet.benchmarks.guard.CrowdAnswers.Answer;
import org.datanet.guard.collusion.CopyRings;

/**
 * Rings planted among real workers: a leader's answers are copied at some rate by the other members, who answer on their own
 * otherwise. Members are either newcomers, who take up some of the leader's tasks and whose own answers are those that some real
 * worker gave to the task; or real workers who turn, and who keep their own answers where they do not copy.
 */
final class CollusionBenchmark {
    private static final int[] SIZES = {2, 3, 4, 6, 8};
    private static final double[] COPYING = Arrays.stream(
                    System.getProperty("copying", "0.5,0.7,0.8,0.9,1").split(","))
            .mapToDouble(Double::parseDouble)
            .toArray();
    private static final int[] TASKS = Arrays.stream(
                    System.getProperty("tasks", "20,40,80").split(","))
            .mapToInt(Integer::parseInt)
            .toArray();
    private static final double RATE = 0.01;
    private static final int LEAST = 5;

    private final CrowdAnswers real;
    private final int[][] label;

    CollusionBenchmark(CrowdAnswers real) {
        this.real = real;
        label = new int[real.workers()][real.tasks()];
        for (int[] row : label) {
            Arrays.fill(row, -1);
        }
        for (Answer answer : real.answers()) {
            label[answer.worker()][answer.task()] = answer.label();
        }
    }

    /** A planted ring: the answers, and who is in it. */
    private record World(CrowdAnswers answers, Set<Integer> ring, Set<Integer> copied) {}

    private World newcomers(int size, int tasks, double copying, SplittableRandom random) {
        int leader = leader(tasks, random);
        int[] own = shuffled(tasksOf(leader), random);
        int[] chosen = Arrays.copyOf(own, tasks);
        List<Answer> answers = new ArrayList<>(real.answers());
        Set<Integer> ring = new TreeSet<>(Set.of(leader));
        for (int m = 0; m + 1 < size; m++) {
            int member = real.workers() + m;
            ring.add(member);
            for (int task : chosen) {
                int given = label[leader][task];
                if (random.nextDouble() >= copying) {
                    int[] others = IntStream.range(0, real.workers())
                            .filter(w -> w != leader && label[w][task] >= 0)
                            .toArray();
                    given = label[others[random.nextInt(others.length)]][task];
                }
                answers.add(new Answer(task, member, given));
            }
        }
        return new World(real.with(answers, real.workers() + size - 1), ring, set(chosen));
    }

    private World turned(int size, int tasks, double copying, SplittableRandom random) {
        while (true) {
            int leader = leader(tasks, random);
            int[] partners = IntStream.range(0, real.workers())
                    .filter(w -> w != leader && common(w, leader) >= tasks)
                    .toArray();
            if (partners.length + 1 < size) {
                continue;
            }
            int[] members = Arrays.copyOf(shuffled(partners, random), size - 1);
            Set<Integer> ring = set(members);
            List<Answer> answers = new ArrayList<>();
            for (Answer answer : real.answers()) {
                int lead = label[leader][answer.task()];
                boolean copies = ring.contains(answer.worker()) && lead >= 0 && random.nextDouble() < copying;
                answers.add(copies ? new Answer(answer.task(), answer.worker(), lead) : answer);
            }
            ring.add(leader);
            return new World(real.with(answers, real.workers()), ring, set(tasksOf(leader)));
        }
    }

    private static Set<Integer> set(int[] values) {
        Set<Integer> set = new TreeSet<>();
        for (int value : values) {
            set.add(value);
        }
        return set;
    }

    private int leader(int tasks, SplittableRandom random) {
        int[] able = IntStream.range(0, real.workers())
                .filter(w -> tasksOf(w).length >= tasks)
                .toArray();
        return able[random.nextInt(able.length)];
    }

    private int[] tasksOf(int worker) {
        return IntStream.range(0, real.tasks())
                .filter(t -> label[worker][t] >= 0)
                .toArray();
    }

    private long common(int a, int b) {
        return IntStream.range(0, real.tasks())
                .filter(t -> label[a][t] >= 0 && label[b][t] >= 0)
                .count();
    }

    private static int[] shuffled(int[] values, SplittableRandom random) {
        int[] shuffled = values.clone();
        for (int i = shuffled.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = shuffled[i];
            shuffled[i] = shuffled[j];
            shuffled[j] = swap;
        }
        return shuffled;
    }

    private static boolean both(World world, CopyRings.Pair pair) {
        return world.ring.contains(pair.first()) && world.ring.contains(pair.second());
    }

    /** Sums over worlds: pair AUROC, annotator AUROC, worlds, members, members found, honest, honest found. */
    private static double[] measure(World world, int tasks) {
        CopyRings rings = new CopyRings(world.answers.columns(), world.answers.tasks(), RATE, LEAST, 1);
        List<CopyRings.Pair> pairs = rings.pairs();
        // Two members who have few of the copied tasks in common are neither a pair that copies nor one that does not.
        List<CopyRings.Pair> known = pairs.stream()
                .filter(pair ->
                        !both(world, pair) || world.answers.common(pair.first(), pair.second(), world.copied) >= tasks)
                .toList();
        boolean[] copied = new boolean[known.size()];
        double[] scores = new double[known.size()];
        for (int i = 0; i < scores.length; i++) {
            copied[i] = both(world, known.get(i));
            scores[i] = known.get(i).logRatio();
        }
        int n = world.answers.workers();
        boolean[] member = new boolean[n];
        double[] suspicion = new double[n];
        for (int w = 0; w < n; w++) {
            member[w] = world.ring.contains(w);
            suspicion[w] = rings.suspicion(w);
        }
        Set<Integer> found = new TreeSet<>();
        rings.rings().forEach(ring -> found.addAll(set(ring)));
        double hits = found.stream().filter(world.ring::contains).count();
        return new double[] {
            Ranking.auc(scores, copied),
            Ranking.auc(suspicion, member),
            1,
            world.ring.size(),
            hits,
            n - world.ring.size(),
            found.size() - hits
        };
    }

    /** Prints one line for each kind of ring, number of tasks and copy rate; the means over all sizes. */
    void run(int seeds, long firstSeed) {
        System.out.printf(
                Locale.ROOT,
                "## Colluding annotators planted in RTE (rings of 2, 3, 4, 6 and 8, %d seeds each, from %d)%n%n",
                seeds,
                firstSeed);
        CopyRings clean = new CopyRings(real.columns(), real.tasks(), RATE, LEAST, 1);
        System.out.printf(
                Locale.ROOT,
                "Nothing planted: %d pairs compared, %d annotators of %d in rings.%n%n",
                clean.pairs().size(),
                clean.rings().stream().mapToInt(r -> r.length).sum(),
                real.workers());
        System.out.println(
                "| members | common tasks | copied | pair AUROC | annotator AUROC | by ring size: 2, 3, 4, 6, 8 | members found | honest flagged |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (boolean turned : new boolean[] {false, true}) {
            for (int tasks : TASKS) {
                for (double copying : COPYING) {
                    line(turned, tasks, copying, seeds, firstSeed);
                }
            }
        }
        System.out.println();
    }

    private void line(boolean turned, int tasks, double copying, int seeds, long firstSeed) {
        double[] sums = new double[7];
        StringBuilder bySize = new StringBuilder();
        for (int size : SIZES) {
            if (turned && tasks > 40 && size > 6) {
                continue;
            }
            double own = 0;
            for (int seed = 0; seed < seeds; seed++) {
                SplittableRandom random = new SplittableRandom((firstSeed + seed) * 100 + size);
                double[] one = measure(
                        turned ? turned(size, tasks, copying, random) : newcomers(size, tasks, copying, random), tasks);
                own += one[1] / seeds;
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += one[i];
                }
            }
            bySize.append(bySize.isEmpty() ? "" : ", ").append(String.format(Locale.ROOT, "%.3f", own));
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %s%d | %.0f %% | %.4f | %.4f | %s | %.1f %% | %.2f %% |%n",
                turned ? "real, turned" : "newcomers",
                turned ? "at least " : "",
                tasks,
                100 * copying,
                sums[0] / sums[2],
                sums[1] / sums[2],
                bySize,
                100 * sums[4] / sums[3],
                100 * sums[6] / sums[5]);
    }
}
