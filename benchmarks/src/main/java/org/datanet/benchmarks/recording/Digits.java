package org.datanet.benchmarks.recording;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;
import org.datanet.testkit.planted.RealTable;

/** Real digits of eight contributors, pixels from 0 to 1. */
public final class Digits {
    private Digits() {}

    /** Rows of the table, again from its start where it is too short. */
    public static Datanet rows(int from, int to) {
        RealTable table = RealTable.optdigits();
        Datanet.Builder builder = Datanet.builder(new DatanetId("optdigits"), "1")
                .featureNames(table.featureNames())
                .labels(table.labelNames());
        for (int row = from; row < to; row++) {
            int source = row % table.rows();
            String id = "s" + row;
            builder.add(new Datanet.Row(
                            new SampleId(id),
                            new ContributorId("c" + row % 8),
                            Digest.sha256(id.getBytes(StandardCharsets.UTF_8)))
                    .features(Arrays.stream(table.features()[source])
                            .map(pixel -> pixel / 16)
                            .toArray())
                    .label(table.labelNames().get(table.labels()[source])));
        }
        return builder.build();
    }
}
