package org.datanet.benchmarks.job;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;
import org.datanet.testkit.planted.RealTable;

/**
 * Any number of distinct digits: for each label a Gaussian with the mean and covariance of the real digits, cut to the range of a
 * pixel. A draw is the mean plus a random combination of the centred real rows, whose covariance is that of the rows.
 */
final class FittedDigits {
    private static final int EPOCHS = 3;
    private static final int ROWS_A_CONTRIBUTOR = 100;

    private FittedDigits() {}

    /** A Datanet of {@code rows} rows in three epochs, a contributor for each hundred. */
    static Datanet datanet(String name, int rows, long seed) {
        RealTable real = RealTable.optdigits();
        int classes = real.labelNames().size();
        double[][] mean = new double[classes][real.featureNames().size()];
        int[][] members = new int[classes][];
        for (int c = 0; c < classes; c++) {
            int label = c;
            members[c] = IntStream.range(0, real.rows())
                    .filter(row -> real.labels()[row] == label)
                    .toArray();
            for (int row : members[c]) {
                for (int i = 0; i < mean[c].length; i++) {
                    mean[c][i] += real.features()[row][i] / members[c].length;
                }
            }
        }
        Random random = new Random(seed);
        Datanet.Builder builder = Datanet.builder(new DatanetId(name), "1")
                .featureNames(real.featureNames())
                .labels(real.labelNames());
        for (int row = 0; row < rows; row++) {
            int label = random.nextInt(classes);
            double[] draw = mean[label].clone();
            for (int member : members[label]) {
                double z = random.nextGaussian() / Math.sqrt(members[label].length);
                for (int i = 0; i < draw.length; i++) {
                    draw[i] += z * (real.features()[member][i] - mean[label][i]);
                }
            }
            for (int i = 0; i < draw.length; i++) {
                draw[i] = Math.max(0, Math.min(16, draw[i]));
            }
            int epoch = (int) ((long) row * EPOCHS / rows);
            Digest digest = Digest.sha256((label + Arrays.toString(draw)).getBytes(StandardCharsets.UTF_8));
            builder.add(new Datanet.Row(
                            new SampleId(name + row),
                            new ContributorId("c" + random.nextInt(Math.max(1, rows / ROWS_A_CONTRIBUTOR))),
                            digest)
                    .epoch(epoch)
                    .features(draw)
                    .label(real.labelNames().get(label)));
        }
        return builder.build();
    }
}
