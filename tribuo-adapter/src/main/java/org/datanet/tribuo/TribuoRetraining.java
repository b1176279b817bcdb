package org.datanet.tribuo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.datanet.attribution.audit.Retraining;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;

/**
 * A trainer of one's own, as the audits of {@code org.datanet.attribution.audit} want it: trained again and again on some of the rows. The
 * outcome of a query is minus its cross-entropy, that of a label that was never trained on minus {@value #WORST}.
 */
public final class TribuoRetraining implements Retraining {
    /** Loss of what a model holds impossible, in nats. */
    static final double WORST = 13.8;

    private final LongFunction<Trainer<Label>> trainers;
    private final MutableDataset<Label> rows;
    private final List<Example<Label>> queries;

    /**
     * @param trainers gives a new trainer of a seed; its models score labels by probabilities
     * @param rows all rows
     * @param queries rows that are never trained on, at least one
     */
    public TribuoRetraining(
            LongFunction<Trainer<Label>> trainers, MutableDataset<Label> rows, List<Example<Label>> queries) {
        if (queries.isEmpty()) {
            throw new IllegalArgumentException("an audit needs at least one query");
        }
        this.trainers = trainers;
        this.rows = rows;
        this.queries = List.copyOf(queries);
    }

    @Override
    public double[] outcomes(int[] subset, long seed) {
        return negated(losses(model(subset, seed), queries));
    }

    /**
     * What a method says each row is worth for each query.
     *
     * @param seed of the first run
     * @param runs models to take the mean of, with seeds in sequence; 1 or more
     * @return {@code queries x rows}
     */
    public double[][] values(GainMethod method, long seed, int runs) {
        double[][] mean = new double[queries.size()][rows.size()];
        for (int run = 0; run < runs; run++) {
            double[][] gains =
                    PredictionGains.of(all(seed + run), rows, queries, method).gains();
            for (int query = 0; query < mean.length; query++) {
                for (int row = 0; row < mean[query].length; row++) {
                    mean[query][row] += gains[query][row] / runs;
                }
            }
        }
        return mean;
    }

    /** What a method says each row is worth for all queries together, in a model of this seed. */
    public double[] values(GainMethod method, long seed) {
        MutableDataset<Label> held = new MutableDataset<>(queries, rows.getSourceProvenance(), rows.getOutputFactory());
        return Gains.measure(all(seed), rows, held, method).byIndex();
    }

    /** The loss of each row under the label it carries, in a model of this seed that was trained on all of them. */
    public double[] ownLosses(long seed) {
        return losses(all(seed), rows.getData());
    }

    private Model<Label> all(long seed) {
        return model(IntStream.range(0, rows.size()).toArray(), seed);
    }

    private Model<Label> model(int[] subset, long seed) {
        List<Example<Label>> chosen =
                Arrays.stream(subset).mapToObj(rows::getExample).toList();
        return trainers.apply(seed)
                .train(new MutableDataset<>(chosen, rows.getSourceProvenance(), rows.getOutputFactory()));
    }

    private static double[] losses(Model<Label> model, List<Example<Label>> examples) {
        return model.predict(new ArrayList<>(examples)).stream()
                .mapToDouble(prediction -> {
                    String truth = prediction.getExample().getOutput().getLabel();
                    Label score = prediction.getOutputScores().get(truth);
                    return score == null || !(score.getScore() > 0)
                            ? WORST
                            : Math.min(WORST, -Math.log(score.getScore()));
                })
                .toArray();
    }

    private static double[] negated(double[] values) {
        return Arrays.stream(values).map(value -> -value).toArray();
    }
}
