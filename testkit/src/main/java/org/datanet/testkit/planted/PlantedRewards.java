package org.datanet.testkit.planted;

import java.math.BigInteger;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardPolicy;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;
import org.datanet.valuation.ValuationReport;

/**
 * A made-up economy for testing reward rules: rows with frozen values, runs that used them, and ways to change it that a rule must
 * not reward. Rows that share a payload within an epoch share its value as the valuation does: halved for each further copy.
 * Immutable.
 *
 * @param names of the contributors
 * @param rows in intake order
 * @param runs each with the rows it used
 * @param policy of payment
 */
public record PlantedRewards(List<String> names, List<Row> rows, List<Run> runs, RewardPolicy policy) {
    private static final Signer SIGNER = unchecked();

    public PlantedRewards {
        names = List.copyOf(names);
        rows = List.copyOf(rows);
        runs = List.copyOf(runs);
    }

    /**
     * A row; gain and novelty are what its payload would have if it stood once.
     *
     * @param payload equal for copies
     */
    public record Row(int payload, int contributor, int epoch, long gain, long novelty, double weight) {}

    /**
     * A run.
     *
     * @param used index of each used row
     */
    public record Run(String id, BigInteger fee, RunState state, List<Integer> used) {
        public Run {
            used = List.copyOf(used);
        }
    }

    /** An economy of a few contributors, of every sign and size, from a seed. */
    public static PlantedRewards random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int contributors = 1 + random.nextInt(9);
        int count = 1 + random.nextInt(80);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < contributors; i++) {
            names.add("contributor-%02d".formatted(i));
        }
        List<Row> rows = new ArrayList<>();
        long scale = random.nextBoolean() ? 1_000_000_000L : 20;
        for (int i = 0; i < count; i++) {
            double weight = random.nextInt(4) == 0 ? random.nextDouble() : 1;
            rows.add(new Row(
                    i,
                    random.nextInt(contributors),
                    3 * i / count,
                    random.nextLong(-scale, 2 * scale),
                    random.nextLong(1_000_000_001L),
                    weight));
        }
        List<Run> runs = new ArrayList<>();
        int many = random.nextInt(6);
        for (int i = 0; i < many; i++) {
            TreeSet<Integer> used = new TreeSet<>();
            for (int k = random.nextInt(2 * count); k > 0; k--) {
                used.add(random.nextInt(count));
            }
            RunState state = RunState.values()[Math.max(0, random.nextInt(9) - 6)];
            BigInteger fee = random.nextInt(5) == 0
                    ? BigInteger.valueOf(random.nextInt(7))
                    : BigInteger.valueOf(random.nextLong(1L << 40)).pow(1 + random.nextInt(2));
            runs.add(new Run("run-" + i, fee, state, List.copyOf(used)));
        }
        int share = random.nextInt(1_000_001);
        RewardPolicy policy = new RewardPolicy(
                "UNIT",
                share,
                random.nextInt(3) == 0 ? random.nextLong(20 * scale) : 0,
                random.nextInt(3),
                random.nextInt(1_000_001 - share),
                BigInteger.ZERO);
        return new PlantedRewards(names, rows, runs, policy);
    }

    /** Rules see what a ledger has checked already, so the signatures are digests: real ones would take most of a test's time. */
    private static Signer unchecked() {
        PublicKey key = PlantedReceipts.signer(3).publicKey();
        return new Signer() {
            @Override
            public PublicKey publicKey() {
                return key;
            }

            @Override
            public byte[] sign(byte[] message) {
                return Arrays.copyOf(Digest.sha256(message).bytes(), 64);
            }
        };
    }

    /** What a rule sees. */
    public RewardInput input() {
        return input(receipts());
    }

    /** What a rule sees, with other receipts. */
    public RewardInput input(List<UsageReceipt> receipts) {
        DatanetRef ref = ref();
        int count = rows.size();
        int[] contributorOf = new int[count];
        int[] epochOf = new int[count];
        long[] gains = new long[count];
        long[] novelties = new long[count];
        long[] bases = new long[count];
        double[] weights = new double[count];
        Map<List<Integer>, Integer> copies = new HashMap<>();
        rows.forEach(row -> copies.merge(List.of(row.payload(), row.epoch()), 1, Integer::sum));
        for (int i = 0; i < count; i++) {
            Row row = rows.get(i);
            int multiplicity = copies.getOrDefault(List.of(row.payload(), row.epoch()), 1);
            contributorOf[i] = row.contributor();
            epochOf[i] = row.epoch();
            gains[i] = row.gain();
            novelties[i] = row.gain() > 0 ? row.novelty() >> Math.min(62, multiplicity - 1) : row.novelty();
            bases[i] = BigInteger.valueOf(Math.max(0, row.gain()))
                    .multiply(BigInteger.valueOf(row.novelty()))
                    .divide(BigInteger.valueOf(ValuationReport.UNIT * multiplicity))
                    .longValueExact();
            weights[i] = row.weight();
        }
        return new RewardInput(
                ref,
                names.stream().map(ContributorId::new).toList(),
                contributorOf,
                epochOf,
                new ValuationReport(ref, "planted", Digest.EMPTY, gains, novelties, bases),
                weights,
                Digest.EMPTY,
                List.of(),
                policy,
                receipts::stream);
    }

    /** The receipts of the runs, in their order; not validly signed. */
    public List<UsageReceipt> receipts() {
        PlantedReceipts planted = new PlantedReceipts(ref(), SIGNER);
        List<UsageReceipt> receipts = new ArrayList<>();
        for (Run run : runs) {
            int[] used =
                    run.used().stream().mapToInt(Integer::intValue).sorted().toArray();
            long[] exposures = new long[used.length];
            long[] gains = new long[used.length];
            for (int i = 0; i < used.length; i++) {
                long hash = new SplittableRandom(
                                31L * run.id().hashCode() + rows.get(used[i]).payload())
                        .nextLong();
                exposures[i] = 1 + (hash & 7);
                gains[i] = hash % 1_000_000;
            }
            receipts.add(planted.of(run.id(), "payer", run.fee(), run.state(), new UsageTable(used, exposures, gains)));
        }
        return receipts;
    }

    private DatanetRef ref() {
        return new DatanetRef(new DatanetId("planted"), "1", rows.size(), Digest.EMPTY);
    }

    /** The same economy with other names. */
    public PlantedRewards named(UnaryOperator<String> other) {
        return new PlantedRewards(names.stream().map(other).toList(), rows, runs, policy);
    }

    /** The same economy under another policy. */
    public PlantedRewards under(RewardPolicy other) {
        return new PlantedRewards(names, rows, runs, other);
    }

    /** The same economy with other runs. */
    public PlantedRewards with(List<Run> other) {
        return new PlantedRewards(names, rows, other, policy);
    }

    /** The same economy with every row changed. */
    public PlantedRewards mapped(UnaryOperator<Row> change) {
        return new PlantedRewards(names, rows.stream().map(change).toList(), runs, policy);
    }

    /** The same economy with the rows of each epoch in another order. */
    public PlantedRewards shuffled(long seed) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed));
        order.sort((a, b) -> Integer.compare(rows.get(a).epoch(), rows.get(b).epoch()));
        List<Run> moved = runs.stream()
                .map(run -> new Run(
                        run.id(),
                        run.fee(),
                        run.state(),
                        run.used().stream().map(order::indexOf).toList()))
                .toList();
        return new PlantedRewards(names, order.stream().map(rows::get).toList(), moved, policy);
    }

    /** One contributor's rows go to several names at random; the first keeps the old name. */
    public PlantedRewards split(int contributor, int parts, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> more = new ArrayList<>(names);
        for (int part = 1; part < parts; part++) {
            more.add(names.get(contributor) + "-part-" + part);
        }
        List<Row> moved = rows.stream()
                .map(row -> {
                    int part = row.contributor() == contributor ? random.nextInt(parts) : 0;
                    int owner = part == 0 ? row.contributor() : names.size() + part - 1;
                    return new Row(row.payload(), owner, row.epoch(), row.gain(), row.novelty(), row.weight());
                })
                .toList();
        return new PlantedRewards(more, moved, runs, policy);
    }

    /** A copy of a row, under a new name, in the row's epoch; every run that used the row also uses the copy. */
    public PlantedRewards copied(int row) {
        List<String> more = new ArrayList<>(names);
        more.add("copier-" + names.size());
        Row original = rows.get(row);
        List<Row> longer = new ArrayList<>(rows);
        longer.add(new Row(
                original.payload(),
                names.size(),
                original.epoch(),
                original.gain(),
                original.novelty(),
                original.weight()));
        List<Run> moved = runs.stream()
                .map(run -> {
                    List<Integer> used = new ArrayList<>(run.used());
                    if (used.contains(row)) {
                        used.add(rows.size());
                    }
                    return new Run(run.id(), run.fee(), run.state(), used);
                })
                .toList();
        return new PlantedRewards(more, longer, moved, policy);
    }
}
