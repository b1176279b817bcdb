package org.datanet.testkit.planted;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.curation.Verdict;
import org.datanet.proof.Digest;

/**
 * A Datanet of real rows with honest and gaming contributors over several epochs, and what is known of them.
 *
 * <p>Everybody is dealt honest raw rows first; those who game then submit something else in their place, as many rows in the
 * same epochs. So the twin world, in which everybody is honest, differs only in the rows of those who game.
 *
 * @param datanet what the owner sees
 * @param holdout the owner's private rows
 * @param reference rows that the owner has published from the start
 * @param validation the payer's own rows
 * @param roles the truth about contributors
 * @param ringCurators curators who approve each other's rows unseen
 */
public record PlantedDatanet(
        Datanet datanet,
        Datanet holdout,
        Datanet reference,
        Datanet validation,
        Map<ContributorId, Role> roles,
        List<CuratorId> ringCurators) {
    private static final int EPOCHS = 3;
    private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");
    private static final int DAY = 86_400;

    /** The cast of the demonstration: 24 contributors, 16 of them honest, and the rows each submits. */
    private static final List<Role> CAST = cast();

    private static List<Role> cast() {
        List<Role> cast = new ArrayList<>(Collections.nCopies(15, Role.HONEST));
        cast.add(Role.RARE_HONEST);
        cast.addAll(List.of(
                Role.EXACT_COPIER,
                Role.LAUNDERER,
                Role.FLIPPER,
                Role.LAZY_LABELLER,
                Role.JUNK_FLOODER,
                Role.SYNTHESISER,
                Role.SYBIL,
                Role.SYBIL));
        return List.copyOf(cast);
    }

    /** A Datanet of optical digits: {@code games} false gives the twin world, in which everybody is honest. */
    public static PlantedDatanet optdigits(long seed, boolean games) {
        return new Planting(RealTable.optdigits(), seed, games).plant();
    }

    /** Whether the row was submitted by somebody who games. */
    public boolean planted(int row) {
        return roles.getOrDefault(datanet.contributorId(row), Role.HONEST).games();
    }

    /** One planting; its random streams are split by purpose, so that changing one contributor changes no other. */
    private static final class Planting {
        private final RealTable table;
        private final long seed;
        private final boolean games;
        private final int[] order;

        private Planting(RealTable table, long seed, boolean games) {
            this.table = table;
            this.seed = seed;
            this.games = games;
            order = shuffled(table.rows(), random("order"));
        }

        private SplittableRandom random(String purpose) {
            return new SplittableRandom(Digest.sha256((seed + "/" + purpose).getBytes(StandardCharsets.UTF_8))
                    .prefix());
        }

        private static int[] shuffled(int n, SplittableRandom random) {
            int[] order = IntStream.range(0, n).toArray();
            for (int i = n - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
            return order;
        }

        private PlantedDatanet plant() {
            int n = table.rows();
            boolean[] rare = rareRows(n / 12);
            List<Integer> rareRows = new ArrayList<>();
            List<Integer> usual = new ArrayList<>();
            for (int row : order) {
                (rare[row] ? rareRows : usual).add(row);
            }
            // Half of the rare cases belong to one contributor; the owner and the payer know the other half.
            List<Integer> rareOwn = take(rareRows, rareRows.size() / 2);
            List<Integer> holdout = take(usual, n / 6 - rareRows.size() / 2);
            holdout.addAll(take(rareRows, rareRows.size() / 2));
            List<Integer> reference = take(usual, n / 18);
            List<Integer> validation = take(usual, n / 12 - rareRows.size());
            validation.addAll(rareRows);

            List<List<Integer>> raw = deal(usual, rareOwn);
            Map<ContributorId, Role> roles = new LinkedHashMap<>();
            List<Submission> submissions = new ArrayList<>();
            for (int c = 0; c < CAST.size(); c++) {
                Role role = CAST.get(c);
                ContributorId id = new ContributorId("contributor-%02d".formatted(names()[c] + 1));
                roles.put(id, games || !role.games() ? role : Role.HONEST);
                submissions.addAll(honest(id, role, raw.get(c)));
            }
            submissions.sort(Comparator.comparingInt(Submission::epoch)
                    .thenComparingLong(s -> s.order)
                    .thenComparing(s -> s.contributor));
            if (games) {
                submissions.forEach(s -> s.game(this, submissions));
            }
            return new PlantedDatanet(
                    build(submissions),
                    owned("holdout", holdout),
                    owned("reference", reference),
                    owned("validation", validation),
                    Collections.unmodifiableMap(roles),
                    List.of(new CuratorId("curator-07"), new CuratorId("curator-08")));
        }

        /** Names are shuffled, so that a name says nothing of the role. */
        private int[] names() {
            return shuffled(CAST.size(), random("names"));
        }

        private static List<Integer> take(List<Integer> rows, int count) {
            List<Integer> head = rows.subList(0, count);
            List<Integer> taken = new ArrayList<>(head);
            head.clear();
            return taken;
        }

        /** The rows whose fifth nearest row of the same label is farthest away: unusual, and labelled right. */
        private boolean[] rareRows(int count) {
            double[] distance = new double[table.rows()];
            for (int i = 0; i < distance.length; i++) {
                double[] near = new double[5];
                Arrays.fill(near, Double.POSITIVE_INFINITY);
                for (int j = 0; j < distance.length; j++) {
                    if (i != j && table.labels()[i] == table.labels()[j]) {
                        insert(near, squaredDistance(table.features()[i], table.features()[j]));
                    }
                }
                distance[i] = near[4];
            }
            boolean[] rare = new boolean[distance.length];
            IntStream.range(0, distance.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -distance[i]))
                    .limit(count)
                    .forEach(i -> rare[i] = true);
            return rare;
        }

        private static void insert(double[] smallest, double value) {
            int at = smallest.length - 1;
            if (value >= smallest[at]) {
                return;
            }
            while (at > 0 && smallest[at - 1] > value) {
                smallest[at] = smallest[at - 1];
                at--;
            }
            smallest[at] = value;
        }

        /** Deals the usual rows in uneven shares; the rare ones go to the rare-but-honest contributor, and a flooder has many. */
        private List<List<Integer>> deal(List<Integer> usual, List<Integer> rareOwn) {
            SplittableRandom random = random("shares");
            double[] shares = new double[CAST.size()];
            double sum = 0;
            for (int c = 0; c < shares.length; c++) {
                shares[c] = switch (CAST.get(c)) {
                    case RARE_HONEST -> 0;
                    case JUNK_FLOODER -> 2;
                    default -> 0.7 + random.nextDouble();
                };
                sum += shares[c];
            }
            List<List<Integer>> raw = new ArrayList<>();
            int total = usual.size();
            for (int c = 0; c < shares.length; c++) {
                raw.add(
                        CAST.get(c) == Role.RARE_HONEST
                                ? rareOwn
                                : take(usual, Math.min(usual.size(), (int) (total * shares[c] / sum))));
            }
            return raw;
        }

        private List<Submission> honest(ContributorId id, Role role, List<Integer> rows) {
            SplittableRandom random = random("submit/" + id);
            // What is taken from others must have been published first, so those who take begin with the second epoch.
            boolean takes = switch (role) {
                case EXACT_COPIER, LAUNDERER, SYNTHESISER, SYBIL -> true;
                default -> false;
            };
            int first = takes ? 1 : 0;
            List<Submission> submissions = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                int row = rows.get(i);
                int epoch = first + i * (EPOCHS - first) / rows.size();
                submissions.add(new Submission(
                        id, role, epoch, random.nextLong(), table.features()[row].clone(), table.labels()[row]));
            }
            return submissions;
        }

        /** Rows that no contributor brought. */
        private Datanet owned(String name, List<Integer> rows) {
            Datanet.Builder builder = builder(table.name() + "-" + name);
            for (int i = 0; i < rows.size(); i++) {
                int row = rows.get(i);
                add(
                        builder,
                        "%s-%04d".formatted(name, i),
                        new ContributorId("owner"),
                        0,
                        table.features()[row],
                        table.labels()[row],
                        START);
            }
            return builder.build();
        }

        private Datanet build(List<Submission> submissions) {
            Datanet.Builder builder = builder(table.name());
            SplittableRandom random = random("curate");
            List<Curation> curations = new ArrayList<>();
            for (int row = 0; row < submissions.size(); row++) {
                Submission s = submissions.get(row);
                Instant at = START.plusSeconds(30L * DAY * s.epoch + 60L * row);
                String id = "s%05d".formatted(row);
                add(builder, id, s.contributor, s.epoch, s.features, s.label, at);
                curations.addAll(curate(new SampleId(id), s, at.plusSeconds(DAY), random));
            }
            return builder.curations(curations).build();
        }

        /**
         * Three of six honest curators look at every row and are wrong one time in twelve. Two more approve all that two of
         * the gaming contributors submit, whatever it is, and little else.
         */
        private List<Curation> curate(SampleId sample, Submission s, Instant at, SplittableRandom random) {
            List<Curation> verdicts = new ArrayList<>();
            int[] curators = shuffled(6, random);
            boolean good = !s.gamed;
            for (int k = 0; k < 3; k++) {
                boolean right = random.nextInt(12) > 0;
                verdicts.add(new Curation(
                        sample,
                        new CuratorId("curator-%02d".formatted(curators[k] + 1)),
                        good == right ? Verdict.APPROVE : Verdict.REJECT,
                        at));
            }
            boolean friend = s.role == Role.FLIPPER || s.role == Role.JUNK_FLOODER;
            if (games && friend || random.nextInt(8) == 0) {
                for (int k = 7; k <= 8; k++) {
                    boolean right = random.nextInt(12) > 0;
                    Verdict verdict = games && friend || good == right ? Verdict.APPROVE : Verdict.REJECT;
                    verdicts.add(new Curation(sample, new CuratorId("curator-%02d".formatted(k)), verdict, at));
                }
            }
            return verdicts;
        }

        private Datanet.Builder builder(String id) {
            return Datanet.builder(new DatanetId(id), "1")
                    .featureNames(table.featureNames())
                    .labels(table.labelNames());
        }

        private void add(
                Datanet.Builder builder,
                String id,
                ContributorId who,
                int epoch,
                double[] features,
                int label,
                Instant at) {
            String name = table.labelNames().get(label);
            Digest digest = Digest.sha256((Arrays.toString(features) + name).getBytes(StandardCharsets.UTF_8));
            builder.add(new Datanet.Row(new SampleId(id), who, digest)
                    .epoch(epoch)
                    .features(features)
                    .label(name)
                    .submittedAt(at));
        }
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    /** A row on its way to the owner: honest at first, and replaced when its contributor games. */
    private static final class Submission {
        private final ContributorId contributor;
        private final Role role;
        private final int epoch;
        private final long order;
        private double[] features;
        private int label;
        private boolean gamed;

        private Submission(ContributorId contributor, Role role, int epoch, long order, double[] features, int label) {
            this.contributor = contributor;
            this.role = role;
            this.epoch = epoch;
            this.order = order;
            this.features = features;
            this.label = label;
        }

        private int epoch() {
            return epoch;
        }

        private void game(Planting planting, List<Submission> all) {
            if (!role.games()) {
                return;
            }
            Random random = new Random(order);
            int classes = planting.table.labelNames().size();
            gamed = true;
            switch (role) {
                case EXACT_COPIER, SYBIL -> copy(published(all, random));
                case LAUNDERER -> launder(published(all, random), random);
                case FLIPPER -> label = (label + 1 + random.nextInt(classes - 1)) % classes;
                case LAZY_LABELLER -> label = Math.floorMod(contributor.hashCode(), classes);
                case JUNK_FLOODER -> junk(random, classes);
                case SYNTHESISER -> synthesise(all, random);
                default -> throw new IllegalStateException("nobody games as " + role);
            }
        }

        /** Somebody's honest row of an earlier epoch: only what is published can be taken. */
        private Submission published(List<Submission> all, Random random) {
            List<Submission> visible =
                    all.stream().filter(s -> s.epoch < epoch && !s.role.games()).toList();
            return visible.get(random.nextInt(visible.size()));
        }

        private void copy(Submission original) {
            features = original.features.clone();
            label = original.label;
        }

        /** Moves an 8x8 picture by one pixel, or adds noise of one grey level (of 16), rounded as a scanner would. */
        private void launder(Submission original, Random random) {
            copy(original);
            boolean shift = random.nextBoolean();
            int dx = random.nextBoolean() ? 1 : -1;
            double[] source = original.features;
            for (int i = 0; i < features.length; i++) {
                if (shift) {
                    int x = i % 8 - dx;
                    features[i] = x < 0 || x > 7 ? 0 : source[i - dx];
                } else {
                    features[i] = Math.max(0, Math.min(16, Math.rint(source[i] + random.nextGaussian())));
                }
            }
        }

        private void junk(Random random, int classes) {
            for (int i = 0; i < features.length; i++) {
                features[i] = random.nextInt(17);
            }
            label = random.nextInt(classes);
        }

        private void synthesise(List<Submission> all, Random random) {
            double[] mean = new double[features.length];
            int count = 0;
            for (Submission s : all) {
                if (s.epoch < epoch && !s.role.games() && s.label == label) {
                    count++;
                    for (int i = 0; i < mean.length; i++) {
                        mean[i] += s.features[i];
                    }
                }
            }
            for (int i = 0; i < mean.length; i++) {
                features[i] =
                        Math.max(0, Math.min(16, Math.rint(mean[i] / Math.max(1, count) + random.nextGaussian())));
            }
        }
    }
}
