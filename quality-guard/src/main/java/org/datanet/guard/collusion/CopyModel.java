package org.datanet.guard.collusion;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.guard.label.DawidSkene;

/**
 * How much likelier the answers of a group are if its members copy one answer an item, each with some probability, than if they
 * answer on their own (compare X. L. Dong, L. Berti-Equille, D. Srivastava, Integrating conflicting data: the role of source
 * dependence, 2009). On their own they answer as their confusion matrices say, given the class of the item, which is known as well
 * as the others make it known, and answers that the others give more often than their matrices say are as much likelier, as on a hard
 * or misleading item. The group itself, and those who are in a ring with one of it, have no say in either. So agreement where all
 * agree says little, and agreement on an unlikely answer much. Immutable and thread-safe.
 */
final class CopyModel {
    /** Probabilities of copying that are thought of, each as likely as the others. */
    private static final double[] COPYING = {0.5, 0.7, 0.85, 0.97};

    /**
     * How hard items may be: what log odds between answers are multiplied by. How many items are of each level is estimated, so that
     * errors which people share because an item is hard are no sign of copying.
     */
    private static final double[] LEVELS = {0.25, 0.5, 1, 2};

    private static final int LEVEL_ROUNDS = 50;
    private static final int DRAWS = 500;
    private static final int LEAST_DRAWS = 25;

    private final Answers answers;
    private final int[] ring;
    private final boolean alike;
    private final DawidSkene model;
    private final int states;
    /** By annotator, state and answer; a state is a level and a class. */
    private final double[][][] chance;

    private final double[][] logs;
    /**
     * @param ring number of the ring that each annotator is known to belong to, -1 for none
     * @param alike whether all annotators are taken to be equally skilled
     */
    CopyModel(Answers answers, int itemCount, int[] ring, boolean alike) {
        this.answers = answers;
        this.ring = ring;
        this.alike = alike;
        model = answers.model(ring, alike);
        int classes = answers.classes();
        states = LEVELS.length * classes;
        chance = new double[alike ? 1 : ring.length][states][classes];
        for (int a = 0; a < chance.length; a++) {
            temper(a);
        }
        logs = new double[itemCount][states];
        for (int item = 0; item < itemCount; item++) {
            int[] who = answers.annotators(item);
            int[] given = answers.answersTo(item);
            for (int i = 0; i < who.length; i++) {
                double weight = weight(who[i], item);
                for (int state = 0; state < states; state++) {
                    logs[item][state] += weight * Math.log(chance(who[i], state, given[i]));
                }
            }
        }
        double[] priors = priors();
        for (double[] log : logs) {
            for (int state = 0; state < states; state++) {
                log[state] += priors[state];
            }
        }
    }

    /** An annotator's confusion matrix at every level. */
    private void temper(int annotator) {
        int classes = answers.classes();
        for (int state = 0; state < states; state++) {
            double sum = 0;
            for (int x = 0; x < classes; x++) {
                chance[annotator][state][x] =
                        StrictMath.pow(model.confusion(annotator, state % classes, x), LEVELS[state / classes]);
                sum += chance[annotator][state][x];
            }
            for (int x = 0; x < classes; x++) {
                chance[annotator][state][x] /= sum;
            }
        }
    }

    /** Logarithms of the shares of classes times those of levels, by expectation and maximisation over the shares of levels. */
    private double[] priors() {
        int classes = answers.classes();
        double[] shares = new double[LEVELS.length];
        Arrays.fill(shares, 1.0 / shares.length);
        double[] priors = new double[states];
        for (int round = 0; round < LEVEL_ROUNDS; round++) {
            for (int state = 0; state < states; state++) {
                priors[state] = Math.log(shares[state / classes] * model.prior(state % classes));
            }
            double[] counts = new double[LEVELS.length];
            Arrays.fill(counts, 1);
            for (double[] log : logs) {
                double[] truth = shares(log, priors);
                for (int state = 0; state < states; state++) {
                    counts[state / classes] += truth[state];
                }
            }
            double all = Arrays.stream(counts).sum();
            for (int level = 0; level < shares.length; level++) {
                shares[level] = counts[level] / all;
            }
        }
        return priors;
    }

    private static double[] shares(double[] logs, double[] priors) {
        double[] shares = new double[logs.length];
        double most = Double.NEGATIVE_INFINITY;
        for (int state = 0; state < shares.length; state++) {
            shares[state] = logs[state] + priors[state];
            most = Math.max(most, shares[state]);
        }
        double sum = 0;
        for (int state = 0; state < shares.length; state++) {
            shares[state] = Math.exp(shares[state] - most);
            sum += shares[state];
        }
        for (int state = 0; state < shares.length; state++) {
            shares[state] /= sum;
        }
        return shares;
    }

    private double chance(int annotator, int state, int answer) {
        return chance[alike ? 0 : annotator][state][answer];
    }

    private double weight(int annotator, int item) {
        if (ring[annotator] < 0) {
            return 1;
        }
        int together = 0;
        for (int b : answers.annotators(item)) {
            together += ring[b] == ring[annotator] ? 1 : 0;
        }
        return 1.0 / together;
    }

    /** An item as everybody sees it but a group and those who are in a ring with one of it. */
    private final class View {
        /** Probabilities of its states. */
        private final double[] truth;
        /** How many times likelier each answer is to this item than confusion matrices say, 1 at least. */
        private final double[] appeal;

        View(int item, int[] group) {
            int classes = answers.classes();
            double[] without = logs[item].clone();
            appeal = new double[classes];
            double[][] usual = new double[states][classes];
            int[] who = answers.annotators(item);
            int[] given = answers.answersTo(item);
            for (int i = 0; i < who.length; i++) {
                boolean excluded = false;
                for (int member : group) {
                    excluded |= member == who[i] || ring[who[i]] >= 0 && ring[member] == ring[who[i]];
                }
                double weight = weight(who[i], item);
                for (int state = 0; state < states; state++) {
                    if (excluded) {
                        without[state] -= weight * Math.log(chance(who[i], state, given[i]));
                    } else {
                        for (int x = 0; x < classes; x++) {
                            usual[state][x] += weight * chance(who[i], state, x);
                        }
                    }
                }
                appeal[given[i]] += excluded ? 0 : weight;
            }
            truth = shares(without, new double[states]);
            for (int x = 0; x < classes; x++) {
                double often = 1;
                for (int state = 0; state < states; state++) {
                    often += truth[state] * usual[state][x];
                }
                appeal[x] = Math.max(1, (appeal[x] + 1) / often);
            }
        }

        /** How the annotator answers this item if it is of each state. */
        double[][] chances(int annotator) {
            int classes = appeal.length;
            double[][] chances = new double[states][classes];
            for (int state = 0; state < states; state++) {
                double sum = 0;
                for (int x = 0; x < classes; x++) {
                    chances[state][x] = appeal[x] * chance(annotator, state, x);
                    sum += chances[state][x];
                }
                for (int x = 0; x < classes; x++) {
                    chances[state][x] /= sum;
                }
            }
            return chances;
        }
    }

    /** What the group answered to the items that at least two of it answered. */
    Joint joint(int... group) {
        int[] candidates = group.length == 2
                ? answers.items(group[0])
                : IntStream.of(group)
                        .flatMap(member -> Arrays.stream(answers.items(member)))
                        .sorted()
                        .distinct()
                        .toArray();
        int[] items = new int[candidates.length];
        int[][] given = new int[candidates.length][];
        int count = 0;
        for (int item : candidates) {
            int[] who = answers.annotators(item);
            int[] answered = new int[group.length];
            int members = 0;
            for (int m = 0; m < group.length; m++) {
                int at = Arrays.binarySearch(who, group[m]);
                if (at >= 0) {
                    answered[m] = answers.answersTo(item)[at] + 1;
                    members++;
                }
            }
            if (members > 1) {
                items[count] = item;
                given[count++] = answered;
            }
        }
        return new Joint(group.clone(), Arrays.copyOf(items, count), Arrays.copyOf(given, count));
    }

    /** The answers of one group. */
    final class Joint {
        private final int[] group;
        private final int[] items;
        /** One more than the answer of each member, 0 where it has none. */
        private final int[][] given;

        private final double[][] truths;
        /** By item, member, state and answer. */
        private final double[][][][] chances;

        private final double[][] common;

        private Joint(int[] group, int[] items, int[][] given) {
            this.group = group;
            this.items = items;
            this.given = given;
            truths = new double[items.length][];
            chances = new double[items.length][group.length][][];
            for (int i = 0; i < items.length; i++) {
                View view = new View(items[i], group);
                truths[i] = view.truth;
                Arrays.setAll(chances[i], m -> view.chances(group[m]));
            }
            // What is copied is what members answer on average.
            int classes = answers.classes();
            common = new double[states][classes];
            for (int member : group) {
                for (int state = 0; state < states; state++) {
                    for (int z = 0; z < classes; z++) {
                        common[state][z] += chance(member, state, z) / group.length;
                    }
                }
            }
        }

        /** Items that at least two of the group answered, ascending. */
        int[] items() {
            return items;
        }

        /** The logarithm of the likelihood ratio; 0 without items. */
        double logRatio() {
            double[] sums = new double[COPYING.length];
            for (int i = 0; i < items.length; i++) {
                add(sums, i, given[i]);
            }
            return mixed(sums);
        }

        private double mixed(double[] sums) {
            double most = Arrays.stream(sums).max().orElse(0);
            double total = 0;
            for (double sum : sums) {
                total += Math.exp(sum - most) / sums.length;
            }
            return most + Math.log(total);
        }

        private void add(double[] sums, int i, int[] answered) {
            double[] truth = truths[i];
            double[][][] own = chances[i];
            int classes = common[0].length;
            double alone = 0;
            for (int k = 0; k < states; k++) {
                double product = truth[k];
                for (int m = 0; m < answered.length; m++) {
                    product *= answered[m] == 0 ? 1 : own[m][k][answered[m] - 1];
                }
                alone += product;
            }
            for (int c = 0; c < COPYING.length; c++) {
                double copied = 0;
                for (int k = 0; k < states; k++) {
                    for (int z = 0; z < classes; z++) {
                        double product = truth[k] * common[k][z];
                        for (int m = 0; m < answered.length; m++) {
                            if (answered[m] > 0) {
                                product *= (1 - COPYING[c]) * own[m][k][answered[m] - 1]
                                        + (answered[m] - 1 == z ? COPYING[c] : 0);
                            }
                        }
                        copied += product;
                    }
                }
                sums[c] += Math.log(copied / alone);
            }
        }

        /**
         * Chance of so high a ratio among people who answer on their own. By importance sampling: answers are drawn from the copying
         * model, and those with so high a ratio count by its inverse. Never above the inverse of the ratio (Markov's inequality).
         */
        double pValue(double logRatio, SplittableRandom random) {
            double bound = Math.min(1, Math.exp(-logRatio));
            double sum = 0;
            int reached = 0;
            int[] drawn = new int[group.length];
            for (int draw = 0; draw < DRAWS; draw++) {
                double copying = COPYING[draw % COPYING.length];
                double[] sums = new double[COPYING.length];
                for (int i = 0; i < items.length; i++) {
                    int k = draw(truths[i], random);
                    int z = draw(common[k], random);
                    for (int m = 0; m < group.length; m++) {
                        if (given[i][m] == 0) {
                            drawn[m] = 0;
                        } else if (random.nextDouble() < copying) {
                            drawn[m] = z + 1;
                        } else {
                            drawn[m] = 1 + draw(chances[i][m][k], random);
                        }
                    }
                    add(sums, i, drawn);
                }
                double ratio = mixed(sums);
                if (ratio >= logRatio) {
                    reached++;
                    sum += Math.exp(-ratio);
                }
            }
            return reached < LEAST_DRAWS ? bound : Math.min(bound, sum / DRAWS);
        }

        private static int draw(double[] shares, SplittableRandom random) {
            double at = random.nextDouble();
            int drawn = 0;
            while (drawn + 1 < shares.length && (at -= shares[drawn]) >= 0) {
                drawn++;
            }
            return drawn;
        }

        /** Expected number of items on which the first two agree if they answer on their own. */
        double expectedAgreement() {
            double expected = 0;
            for (int i = 0; i < items.length; i++) {
                for (int k = 0; k < truths[i].length; k++) {
                    for (int z = 0; z < answers.classes(); z++) {
                        expected += truths[i][k] * chances[i][0][k][z] * chances[i][1][k][z];
                    }
                }
            }
            return expected;
        }

        /**
         * Whether others answered these items at least as often as the group did. Where the group is most of all, nobody is left to say
         * what is right, and people who are right together look like people who copy.
         */
        boolean outnumbered() {
            int members = 0;
            int all = 0;
            for (int i = 0; i < items.length; i++) {
                all += answers.annotators(items[i]).length;
                for (int answered : given[i]) {
                    members += answered > 0 ? 1 : 0;
                }
            }
            return 2 * members <= all;
        }

        private double probability(double[] truth, int label) {
            double probability = 0;
            for (int state = label; state < truth.length; state += answers.classes()) {
                probability += truth[state];
            }
            return probability;
        }

        /** Items on which the first two gave one answer. */
        int[] agreed(boolean onlyWrong) {
            return IntStream.range(0, items.length)
                    .filter(i -> given[i][0] > 0 && given[i][0] == given[i][1])
                    .filter(i -> !onlyWrong || probability(truths[i], given[i][0] - 1) < 1.0 / answers.classes())
                    .map(i -> items[i])
                    .toArray();
        }
    }
}
