package org.datanet.attribution.gain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;
import org.datanet.testkit.planted.RealTable;

/** Real rows dealt to a holdout, published rows and two epochs of contribution, of which a few labels are wrong. */
final class TableWorld {
    /** One row on its way in. */
    record Row(String id, String contributor, int epoch, double[] features, String label) {
        Row as(String otherId, String otherContributor) {
            return new Row(otherId, otherContributor, epoch, features, label);
        }
    }

    final RealTable table;
    final Datanet holdout;
    final Datanet reference;
    final List<Row> rows = new ArrayList<>();

    private TableWorld(RealTable table, long seed, int held, int published, int perEpoch) {
        this.table = table;
        Draws draws = new Draws(seed);
        int[] order = new int[table.rows()];
        Arrays.setAll(order, i -> i);
        for (int i = order.length - 1; i > 0; i--) {
            int j = draws.below(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        holdout = build(owned(order, 0, held));
        reference = build(owned(order, held, published));
        int classes = table.labelNames().size();
        for (int i = 0; i < 2 * perEpoch; i++) {
            int row = order[held + published + i];
            int label = draws.below(5) == 0
                    ? (table.labels()[row] + 1 + draws.below(classes - 1)) % classes
                    : table.labels()[row];
            rows.add(new Row(
                    "s%04d".formatted(i),
                    "c%02d".formatted(i % 10),
                    i / perEpoch,
                    table.features()[row],
                    table.labelNames().get(label)));
        }
    }

    static TableWorld optdigits(long seed) {
        return new TableWorld(RealTable.optdigits(), seed, 200, 80, 160);
    }

    static TableWorld wdbc(long seed) {
        return new TableWorld(RealTable.wdbc(), seed, 120, 60, 100);
    }

    private List<Row> owned(int[] order, int from, int count) {
        List<Row> owned = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            owned.add(new Row(
                    "o%04d".formatted(i),
                    "owner",
                    0,
                    table.features()[order[i]],
                    table.labelNames().get(table.labels()[order[i]])));
        }
        return owned;
    }

    Datanet datanet() {
        return build(rows);
    }

    Datanet build(List<Row> all) {
        Datanet.Builder builder = Datanet.builder(new DatanetId(table.name()), "1")
                .featureNames(table.featureNames())
                .labels(table.labelNames());
        for (Row row : all) {
            Digest digest = Digest.sha256((Arrays.toString(row.features) + row.label).getBytes(StandardCharsets.UTF_8));
            Datanet.Row built = new Datanet.Row(new SampleId(row.id), new ContributorId(row.contributor), digest)
                    .epoch(row.epoch)
                    .features(row.features);
            builder.add(row.label.isEmpty() ? built : built.label(row.label));
        }
        return builder.build();
    }
}
