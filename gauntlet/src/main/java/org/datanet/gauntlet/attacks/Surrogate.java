package org.datanet.gauntlet.attacks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.datanet.attribution.gain.LabelInformationValuator;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.gauntlet.LabelledRows;
import org.datanet.gauntlet.Standpoint;
import org.datanet.io.CanonicalPayload;
import org.datanet.progress.Progress;
import org.datanet.valuation.ValuationReport;

/** What an attacker can guess of values: the published valuation on a holdout of its own and of half of what is published. */
final class Surrogate {
    private final LabelledRows holdout;
    private final LabelledRows pool;
    private final List<String> columns;
    private final List<String> labels;
    private final long seed;

    Surrogate(Standpoint me) {
        LabelledRows known = me.known();
        int half = known.size() / 2;
        holdout = LabelledRows.concat(List.of(me.own(), known.first(half)));
        pool = known.select(IntStream.range(half, known.size()).toArray());
        columns = known.areTexts()
                ? List.of()
                : IntStream.range(0, me.space().means().length)
                        .mapToObj(c -> "x" + c)
                        .toList();
        labels = IntStream.range(0, me.classes()).mapToObj(c -> "y" + c).toList();
        seed = me.below(Integer.MAX_VALUE);
    }

    /** One value a row; zeros where the rows at hand are too few for a holdout. */
    double[] values(LabelledRows candidates) {
        if (holdout.size() < LabelInformationValuator.MINIMUM_HOLDOUT || pool.size() == 0) {
            return new double[candidates.size()];
        }
        Datanet datanet = datanet(pool, candidates);
        ValuationReport report = new LabelInformationValuator()
                .value(datanet, datanet(holdout, new LabelledRows(new double[0][], new int[0])), seed, Progress.none());
        return IntStream.range(pool.size(), datanet.rows())
                .mapToDouble(report::value)
                .toArray();
    }

    private Datanet datanet(LabelledRows first, LabelledRows second) {
        Datanet.Builder builder = Datanet.builder(new DatanetId("surrogate"), "1")
                .featureNames(columns)
                .labels(labels);
        for (LabelledRows rows : Arrays.asList(first, second)) {
            for (int i = 0; i < rows.size(); i++) {
                String label = labels.get(rows.y()[i]);
                String text = rows.areTexts() ? rows.texts()[i] : null;
                double[] features = text == null ? rows.x()[i] : new double[0];
                Datanet.Row row = new Datanet.Row(
                                new SampleId("s" + builder.rows()),
                                new ContributorId("c"),
                                CanonicalPayload.digest(features, text, label))
                        .epoch(rows == first ? 0 : 1)
                        .label(label);
                builder.add(text == null ? row.features(features) : row.text(text));
            }
        }
        return builder.build();
    }
}
