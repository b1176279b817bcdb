package org.datanet.attribution.gain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;
import org.datanet.testkit.planted.RealTable;

/**
 * Many small contributors of real rows over several epochs. The first contributor of one epoch in the second half is the attacker:
 * it starts from its own raw rows, sees the whole pool (and, where an attack says so, the holdout), and submits what it likes under
 * as many names as it likes. No detector, no weights; all that was ever submitted is in the pool.
 */
final class AttackWorld {
    /** Rows with labels. */
    record Rows(double[][] x, int[] y) {
        int size() {
            return y.length;
        }

        Rows select(int... rows) {
            return new Rows(
                    IntStream.of(rows).mapToObj(i -> x[i]).toArray(double[][]::new),
                    IntStream.of(rows).map(i -> y[i]).toArray());
        }
    }

    /** How a table is dealt. */
    record Deal(int holdout, int epochs, int perContributor, int contributors) {}

    final List<String> labels;
    final Rows holdout;
    final Rows pool;
    final Rows own;
    final Rows others;
    final int perContributor;
    final Draws draws;

    private final List<String> columns;
    private final FeatureSpace space;
    private final Frame frame;

    AttackWorld(RealTable table, Deal deal, Novelty novelty, long seed) {
        draws = new Draws(seed * 77);
        labels = table.labelNames();
        columns = table.featureNames();
        perContributor = deal.perContributor;
        int[] order = IntStream.range(0, table.rows()).toArray();
        for (int i = order.length - 1; i > 0; i--) {
            int j = draws.below(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        Rows all = new Rows(scaled(table), table.labels());
        holdout = all.select(Arrays.copyOf(order, deal.holdout));
        int n = Math.min(deal.contributors, (order.length - deal.holdout) / deal.perContributor);
        int epoch = deal.epochs / 2 + (int) (seed % (deal.epochs - deal.epochs / 2));
        int[] poolRows = IntStream.range(0, n)
                .filter(c -> c * deal.epochs / n < epoch)
                .flatMap(c -> dealt(order, deal, c))
                .toArray();
        int[] current =
                IntStream.range(0, n).filter(c -> c * deal.epochs / n == epoch).toArray();
        pool = all.select(poolRows);
        own = all.select(dealt(order, deal, current[0]).toArray());
        others = all.select(IntStream.of(current)
                .skip(1)
                .flatMap(c -> dealt(order, deal, c))
                .toArray());
        Datanet held = datanet(holdout);
        space = FeatureSpace.of(held, IntStream.range(0, held.rows()).toArray());
        frame = new Frame(placed(datanet(pool)), placed(held), labels.size(), novelty, seed);
    }

    private static IntStream dealt(int[] order, Deal deal, int contributor) {
        int first = deal.holdout + contributor * deal.perContributor;
        return Arrays.stream(order, first, first + deal.perContributor);
    }

    /** Digits in one scale, tables by column, both centred: so that attacks can measure distances and deviations. */
    private static double[][] scaled(RealTable table) {
        int d = table.featureNames().size();
        double[] mean = new double[d];
        double[] deviation = new double[d];
        double variance = 0;
        for (int c = 0; c < d; c++) {
            int column = c;
            mean[c] = Arrays.stream(table.features())
                    .mapToDouble(row -> row[column])
                    .average()
                    .orElseThrow();
            double own = Arrays.stream(table.features())
                    .mapToDouble(row -> (row[column] - mean[column]) * (row[column] - mean[column]))
                    .average()
                    .orElseThrow();
            deviation[c] = Math.max(1e-9, Math.sqrt(own));
            variance += own / d;
        }
        double common = Math.sqrt(variance);
        boolean pixels = table.name().equals("optdigits");
        double[][] scaled = new double[table.rows()][d];
        for (int i = 0; i < scaled.length; i++) {
            for (int c = 0; c < d; c++) {
                scaled[i][c] = (table.features()[i][c] - mean[c]) / (pixels ? common : deviation[c]);
            }
        }
        return scaled;
    }

    private Datanet datanet(Rows rows) {
        Datanet.Builder builder = Datanet.builder(new DatanetId("world"), "1")
                .featureNames(columns)
                .labels(labels);
        for (int i = 0; i < rows.size(); i++) {
            Digest digest = Digest.sha256((Arrays.toString(rows.x[i]) + rows.y[i]).getBytes(StandardCharsets.UTF_8));
            builder.add(new Datanet.Row(new SampleId("s" + i), new ContributorId("c"), digest)
                    .features(rows.x[i])
                    .label(labels.get(rows.y[i])));
        }
        return builder.build();
    }

    private PlacedRows placed(Datanet datanet) {
        return PlacedRows.of(PayloadGroups.of(datanet, 0, datanet.rows()).distinct(), space);
    }

    /**
     * What an attack brings.
     *
     * @param net sum over the attacker's names
     * @param clipped sum over the attacker's names of what is not below 0: what they get without deposits
     * @param honest the same two of a mean honest contributor of the epoch
     * @param honestShare what part of all credit the honest hold
     */
    record Outcome(double net, double clipped, double honest, double honestClipped, double honestShare) {}

    Outcome outcome(List<Rows> names) {
        List<Rows> parts = new ArrayList<>();
        parts.add(others);
        parts.addAll(names);
        Rows all = new Rows(
                parts.stream().flatMap(p -> Arrays.stream(p.x)).toArray(double[][]::new),
                parts.stream().flatMapToInt(p -> Arrays.stream(p.y)).toArray());
        Datanet datanet = datanet(all);
        PayloadGroups groups = PayloadGroups.of(datanet, 0, datanet.rows());
        PlacedRows rows = PlacedRows.of(groups.distinct(), space);
        EpochValuation values = frame.value(rows);
        FrozenValues frozen = new FrozenValues(datanet);
        for (int i = 0; i < rows.size(); i++) {
            frozen.freeze(groups.rowsOf(rows.payloads().get(i)), values, i);
        }
        var report = frozen.report("attack", Digest.EMPTY);
        int at = others.size();
        double net = 0;
        double clipped = 0;
        for (Rows name : names) {
            double sum = sum(report, at, at + name.size());
            net += sum;
            clipped += Math.max(0, sum);
            at += name.size();
        }
        double honest = 0;
        double honestClipped = 0;
        int contributors = others.size() / perContributor;
        for (int c = 0; c < contributors; c++) {
            double sum = sum(report, c * perContributor, (c + 1) * perContributor);
            honest += sum;
            honestClipped += Math.max(0, sum);
        }
        double base = Arrays.stream(report.bases()).sum() / 1e9;
        return new Outcome(net, clipped, honest / contributors, honestClipped / contributors, honest / base);
    }

    private static double sum(org.datanet.valuation.ValuationReport report, int from, int to) {
        return IntStream.range(from, to).mapToLong(report::value).sum() / 1e9;
    }
}
