package org.datanet.guard.collusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Annotators who copy each other's answers. Every pair with enough common items is compared with two of their skills who answer on
 * their own ({@link CopyModel}); pairs grow to rings by whoever makes the whole ring's answers that much likelier. A first round takes all
 * annotators to be equally skilled, because a large ring would else pass for the truth, and only suspects. Then the members of a ring
 * count as one, skills and classes are estimated again, and the search starts over, so that a ring does not vouch for itself and
 * people who are merely good are acquitted. Rings are selected by their false discovery rate. Immutable and thread-safe; the same answers and seed give the same rings
 * whatever the number of threads.
 */
public final class CopyRings {
    private static final int ROUNDS = 4;
    /** Pairs below this ratio start no ring. */
    private static final double WORTH_GROWING = 2;
    /** Pairs below this ratio cannot be significant; the bound of their p-value will do. */
    private static final double WORTH_DRAWING = 4;
    /** Bound of the number of honest annotators who join one ring by chance. */
    private static final double JOINED_BY_CHANCE = 0.05;

    /**
     * Two annotators with enough common items.
     *
     * @param logRatio natural logarithm of the likelihood ratio of copying against answering on one's own
     * @param pValue chance of such a ratio without copying, or a bound of it
     */
    public record Pair(int first, int second, double logRatio, double pValue) {}

    private final Answers answers;
    private final int least;
    private final CopyModel model;
    private final int[][] partners;
    private final List<Pair> pairs;
    private final List<Pair> copying;
    private final List<int[]> rings;
    private final double[] suspicion;

    /**
     * @param itemCount number of items
     * @param rate false discovery rate of rings, in (0,1)
     * @param least least number of common items of a pair that is compared
     * @param seed of the draws for p-values
     */
    public CopyRings(Answers answers, int itemCount, double rate, int least, long seed) {
        this.answers = answers;
        this.least = least;
        int n = answers.annotatorCount();
        partners = partners();
        suspicion = new double[n];
        int[] ring = new int[n];
        Arrays.fill(ring, -1);
        List<int[]> found = List.of();
        CopyModel current = new CopyModel(answers, itemCount, ring, true);
        List<Pair> compared = List.of();
        List<Pair> selected = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            if (round > 0) {
                current = new CopyModel(answers, itemCount, ring, false);
            }
            compared = compare(current, seed);
            // The first round only suspects, and expects one ring by chance; the next ones acquit.
            double alone = (round == 0 ? 1 : rate) / Math.max(1, compared.size());
            selected.clear();
            List<int[]> grown = grow(current, compared, alone, selected);
            if (round > 0) {
                suspect(current, compared, found);
            }
            boolean same = round > 0 && same(found, grown);
            found = grown;
            if (same) {
                break;
            }
            ring = new int[n];
            Arrays.fill(ring, -1);
            for (int r = 0; r < found.size(); r++) {
                for (int member : found.get(r)) {
                    ring[member] = r;
                }
            }
        }
        model = current;
        pairs = compared;
        rings = found;
        copying = List.copyOf(selected);
    }

    private static boolean same(List<int[]> a, List<int[]> b) {
        return a.size() == b.size() && IntStream.range(0, a.size()).allMatch(i -> Arrays.equals(a.get(i), b.get(i)));
    }

    /** For every annotator those with enough common items, ascending. */
    private int[][] partners() {
        int n = answers.annotatorCount();
        return IntStream.range(0, n)
                .parallel()
                .mapToObj(a -> {
                    int[] common = new int[n];
                    for (int item : answers.items(a)) {
                        for (int b : answers.annotators(item)) {
                            common[b]++;
                        }
                    }
                    return IntStream.range(0, n)
                            .filter(b -> b != a && common[b] >= least)
                            .toArray();
                })
                .toArray(int[][]::new);
    }

    private List<Pair> compare(CopyModel model, long seed) {
        return IntStream.range(0, partners.length)
                .parallel()
                .boxed()
                .flatMap(a -> Arrays.stream(partners[a]).filter(b -> b > a).mapToObj(b -> {
                    CopyModel.Joint joint = model.joint(a, b);
                    double ratio = joint.logRatio();
                    double p = ratio < WORTH_DRAWING
                            ? Math.min(1, Math.exp(-ratio))
                            : joint.pValue(ratio, new SplittableRandom(seed * 31 + (long) a * partners.length + b));
                    return new Pair(a, b, ratio, p);
                }))
                .toList();
    }

    /**
     * Rings, the strongest pair first, each grown by whoever fits in best as long as it fits in well. Those that are still stronger
     * than chance explains remain: the n-th ring, a pair or a larger one whose ratio makes up for the number of rings that could have been
     * tried, needs a chance of at most n times that of a ring alone. So the expected share of rings by chance is bounded as in Benjamini
     * and Hochberg's procedure, and a large ring counts no more than a pair although it has many.
     *
     * @param alone chance at which a single ring is selected: the rate over the number of pairs
     */
    private List<int[]> grow(CopyModel model, List<Pair> compared, double alone, List<Pair> copying) {
        List<Pair> seeds = compared.stream()
                .filter(pair -> pair.logRatio >= WORTH_GROWING)
                .sorted(Comparator.comparingDouble(Pair::pValue)
                        .thenComparingInt(Pair::first)
                        .thenComparingInt(Pair::second))
                .toList();
        int[][] friends = friends(partners.length, compared);
        boolean[] taken = new boolean[partners.length];
        List<int[]> rings = new ArrayList<>();
        for (Pair seed : seeds) {
            if (taken[seed.first] || taken[seed.second]) {
                continue;
            }
            int[] ring = {seed.first, seed.second};
            // The inverse of a likelihood ratio bounds the chance of so high a one.
            double chance = seed.pValue;
            List<Pair> joined = new ArrayList<>(List.of(seed));
            double ratio = seed.logRatio;
            double price = 0;
            while (true) {
                int[] members = ring;
                int[] candidates = around(members, friends, taken);
                int others = around(members, partners, taken).length;
                double now = ratio;
                double[] gains = IntStream.of(candidates)
                        .parallel()
                        .mapToDouble(b -> model.joint(with(members, b)).logRatio() - now)
                        .toArray();
                int best = -1;
                for (int i = 0; i < gains.length; i++) {
                    best = best < 0 || gains[i] > gains[best] ? i : best;
                }
                double toll = Math.log(others / JOINED_BY_CHANCE);
                if (best < 0
                        || gains[best] < toll
                        || !model.joint(with(ring, candidates[best])).outnumbered()) {
                    break;
                }
                price += Math.log(others);
                ring = with(ring, candidates[best]);
                ratio += gains[best];
                chance = Math.min(chance, Math.exp(price - ratio));
                joined.add(closest(compared, members, candidates[best], Math.exp(-gains[best])));
            }
            if (chance <= alone * (rings.size() + 1)) {
                for (int member : ring) {
                    taken[member] = true;
                }
                double whole = chance;
                joined.forEach(pair -> copying.add(new Pair(
                        pair.first, pair.second, pair.logRatio, Math.min(pair.pValue, Math.max(whole, 1e-300)))));
                Arrays.sort(ring);
                rings.add(ring);
            }
        }
        return rings;
    }

    /** For every annotator those with whom it copies more likely than not, ascending. */
    private static int[][] friends(int n, List<Pair> compared) {
        List<List<Integer>> friends = new ArrayList<>();
        for (int a = 0; a < n; a++) {
            friends.add(new ArrayList<>());
        }
        for (Pair pair : compared) {
            if (pair.logRatio > 0) {
                friends.get(pair.first).add(pair.second);
                friends.get(pair.second).add(pair.first);
            }
        }
        return friends.stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).sorted().toArray())
                .toArray(int[][]::new);
    }

    /** Whoever is near a member, is none and in no other ring. */
    private static int[] around(int[] members, int[][] near, boolean[] taken) {
        return IntStream.of(members)
                .flatMap(member -> Arrays.stream(near[member]))
                .filter(b -> !taken[b] && IntStream.of(members).noneMatch(m -> m == b))
                .sorted()
                .distinct()
                .toArray();
    }

    /** The pair of the newcomer and the member most like it, with the chance that somebody fits into the ring so well. */
    private static Pair closest(List<Pair> compared, int[] members, int newcomer, double chance) {
        Pair best = null;
        for (Pair pair : compared) {
            boolean joins = IntStream.of(members)
                    .anyMatch(m -> pair.first == Math.min(m, newcomer) && pair.second == Math.max(m, newcomer));
            if (joins && (best == null || pair.logRatio > best.logRatio)) {
                best = pair;
            }
        }
        if (best == null) {
            throw new IllegalStateException("a newcomer has no common items with any member");
        }
        return new Pair(best.first, best.second, best.logRatio, Math.min(best.pValue, chance));
    }

    private static int[] with(int[] members, int newcomer) {
        int[] with = Arrays.copyOf(members, members.length + 1);
        with[members.length] = newcomer;
        return with;
    }

    /** Raises everybody's suspicion to what the best pair and the best ring say of them. */
    private void suspect(CopyModel model, List<Pair> compared, List<int[]> suspects) {
        for (Pair pair : compared) {
            suspicion[pair.first] = Math.max(suspicion[pair.first], pair.logRatio);
            suspicion[pair.second] = Math.max(suspicion[pair.second], pair.logRatio);
        }
        int[][] friends = friends(suspicion.length, compared);
        boolean[] none = new boolean[suspicion.length];
        for (int[] ring : suspects) {
            double whole = model.joint(ring).logRatio();
            for (int member : ring.length > 2 ? ring : new int[0]) {
                int[] others = IntStream.of(ring).filter(m -> m != member).toArray();
                suspicion[member] =
                        Math.max(suspicion[member], whole - model.joint(others).logRatio());
            }
            IntStream.of(around(ring, friends, none))
                    .forEach(b -> suspicion[b] =
                            Math.max(suspicion[b], model.joint(with(ring, b)).logRatio() - whole));
        }
    }

    /** Every pair with enough common items, in ascending order. */
    public List<Pair> pairs() {
        return pairs;
    }

    /** The pairs that copy each other: those a ring started from, and of everybody who joined it the one most like a member. */
    public List<Pair> copying() {
        return copying;
    }

    /** The rings, members ascending. */
    public List<int[]> rings() {
        return rings.stream().map(int[]::clone).toList();
    }

    /**
     * How much likelier the annotator's answers are as copies, as the natural logarithm: with the best of all pairs, or as a member of
     * the best ring; 0 at least.
     */
    public double suspicion(int annotator) {
        return suspicion[annotator];
    }

    /** The answers of two, for evidence. */
    CopyModel.Joint joint(Pair pair) {
        return model.joint(pair.first, pair.second);
    }
}
