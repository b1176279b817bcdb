package org.datanet.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.io.CanonicalPayload;
import org.datanet.io.DatanetReader;
import org.datanet.io.DatanetWriter;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.testkit.planted.RealTable;
import org.datanet.testkit.planted.RealTexts;

/**
 * A Datanet of real rows and the owner's private ones.
 *
 * @param datanet what the owner sees
 * @param holdout rows that it is valued on
 */
record RealNet(Datanet datanet, Datanet holdout) {
    /** By name: {@code optdigits}, {@code wdbc}, {@code crowd-text}, or {@code wheat}, the sample. */
    static RealNet of(String name) throws IOException {
        return switch (name) {
            case "optdigits" -> {
                PlantedDatanet planted = PlantedDatanet.optdigits(6, true);
                yield new RealNet(planted.datanet(), planted.holdout());
            }
            case "wdbc" -> wdbc();
            case "crowd-text" -> crowd();
            case "wheat" -> {
                Datanet wheat =
                        DatanetReader.open(Path.of("..", "samples", "wheat")).read();
                yield new RealNet(wheat, wheat.first(40));
            }
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Writes the folder of one machine. */
    Path write(Path folder) throws IOException {
        DatanetWriter.of(datanet).holdout(holdout).write(folder);
        return folder;
    }

    /** Measurements of tumours, nine rows of ten by one contributor, some of them copies, nearly copies or under a wrong label. */
    private static RealNet wdbc() {
        RealTable real = RealTable.wdbc();
        Random random = new Random(3);
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, real.rows()).boxed().toList());
        Collections.shuffle(order, random);
        Datanet.Builder datanet = builder("wdbc", real);
        int rows = 440;
        for (int row = 0; row < rows; row++) {
            int kind = row < 40 ? 4 : random.nextInt(24);
            int from = order.get(kind < 2 ? random.nextInt(row) : row);
            double[] x = real.features()[from].clone();
            for (int c = 0; kind == 1 && c < x.length; c++) {
                x[c] *= 1 + 1e-5 * random.nextGaussian();
            }
            int label = kind == 2 ? 1 - real.labels()[from] : real.labels()[from];
            String who = random.nextInt(10) > 0 ? "greedy" : "c" + random.nextInt(5);
            datanet.add(row("s" + row, who, x, real.labelNames().get(label)).epoch(row * 3 / rows));
        }
        Datanet.Builder holdout = builder("wdbc", real);
        for (int i = rows; i < real.rows(); i++) {
            int from = order.get(i);
            holdout.add(row(
                            "h" + i,
                            "owner",
                            real.features()[from],
                            real.labelNames().get(real.labels()[from]))
                    .epoch((i - rows) * 3 / (real.rows() - rows)));
        }
        return new RealNet(datanet.build(), holdout.build());
    }

    private static Datanet.Builder builder(String name, RealTable real) {
        return Datanet.builder(new DatanetId(name), "1")
                .featureNames(real.featureNames())
                .labels(real.labelNames());
    }

    private static Datanet.Row row(String id, String who, double[] x, String label) {
        return new Datanet.Row(new SampleId(id), new ContributorId(who), CanonicalPayload.digest(x, null, label))
                .features(x)
                .label(label);
    }

    /** Translations of 250 sentences by 70 people; every second is the owner's, so that a slice has some rows of each sentence. */
    private static RealNet crowd() {
        RealTexts real = RealTexts.crowd();
        Datanet.Builder datanet =
                Datanet.builder(new DatanetId("crowd-text"), "1").labels(real.labelNames());
        Datanet.Builder holdout =
                Datanet.builder(new DatanetId("crowd-text"), "1").labels(real.labelNames());
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, real.rows()).boxed().toList());
        Collections.shuffle(order, new Random(5));
        for (int i = 0; i < real.rows(); i++) {
            int from = order.get(i);
            String label = real.labelNames().get(real.labels()[from]);
            String text = real.texts().get(from);
            (i % 2 == 1 ? holdout : datanet)
                    .add(new Datanet.Row(
                                    new SampleId("s" + from),
                                    new ContributorId(real.workers().get(from)),
                                    CanonicalPayload.digest(new double[0], text, label))
                            .epoch(i * 2 / real.rows())
                            .text(text)
                            .label(label));
        }
        return new RealNet(datanet.build(), holdout.build());
    }
}
