package org.datanet.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.MapProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.DoubleProvenance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.datanet.attribution.forest.BoostedLeaves;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.common.xgboost.XGBoostModel;
import org.tribuo.math.la.SparseVector;
import org.tribuo.math.la.VectorTuple;

/**
 * Gains inside the run of an XGBoost classifier, from the leaves that its trees put rows into. The run is rebuilt in double precision
 * and must end in the model's own scores; a run that sampled rows, had an L1 penalty or parameters of its own does not, and gives no
 * gains.
 */
final class BoostedGains {
    /** XGBoost's base score. */
    private static final double START = 0.5;
    /** XGBoost computes in single precision. */
    private static final double TOLERANCE = 1e-2;

    private BoostedGains() {}

    /** Whether the model is one of labels whose configuration is all known. */
    static boolean fits(Model<?> model) {
        Map<String, Provenance> configuration =
                model.getProvenance().getTrainerProvenance().getConfiguredParameters();
        return model.validate(Label.class)
                && number(configuration, "subsample", 1) == 1
                && number(configuration, "alpha", 0) == 0
                && !(configuration.get("overrideParameters") instanceof MapProvenance<?> map
                        && !map.getMap().isEmpty());
    }

    private static double number(Map<String, Provenance> configuration, String name, double missing) {
        return configuration.get(name) instanceof DoubleProvenance value ? value.getValue() : missing;
    }

    /**
     * @param boostIn the derivative by each row's weight instead of the account of the run
     * @throws IllegalStateException when the rebuilt run does not end in the model's own scores
     */
    @SuppressWarnings("unchecked") // guarded by fits
    static Gains measure(Model<?> model, Dataset<?> examples, Dataset<?> validation, boolean boostIn) {
        return labels((XGBoostModel<Label>) model, (Dataset<Label>) examples, (Dataset<Label>) validation, boostIn);
    }

    private static Gains labels(
            XGBoostModel<Label> model, Dataset<Label> examples, Dataset<Label> validation, boolean boostIn) {
        List<String> notes = new ArrayList<>();
        List<Example<Label>> held = Gains.known(validation, model, notes);
        List<Example<Label>> training = new ArrayList<>();
        double[] weights = new double[examples.size()];
        for (int i = 0; i < weights.length; i++) {
            training.add(examples.getExample(i));
            weights[i] = examples.getExample(i).getWeight();
        }
        Map<String, Provenance> configuration =
                model.getProvenance().getTrainerProvenance().getConfiguredParameters();
        int classes = model.getOutputIDInfo().size();
        BoostedLeaves boosted = new BoostedLeaves(
                ids(training, model),
                weights,
                classes,
                number(configuration, "eta", 0.3),
                number(configuration, "lambda", 1),
                START);
        Booster booster = model.getInnerModels().get(0);
        try {
            DMatrix matrix = matrix(training, model);
            BoostedLeaves.Result result =
                    boosted.gains(leaves(booster, matrix), leaves(booster, matrix(held, model)), ids(held, model));
            float[][] own = booster.predict(matrix, true);
            for (int row = 0; row < own.length; row++) {
                for (int c = 0; c < classes; c++) {
                    double rebuilt = result.scores()[row * classes + c];
                    if (!(Math.abs(own[row][c] - rebuilt) < TOLERANCE * (1 + Math.abs(rebuilt)))) {
                        throw new IllegalStateException(
                                "the rebuilt run of XGBoost scores row %d with %.4f where the model has %.4f"
                                        .formatted(row, rebuilt, own[row][c]));
                    }
                }
            }
            double drop = result.startLoss() - result.endLoss();
            double[] gains = boostIn ? result.boostIn() : result.gains();
            double residual = drop == 0 ? 0 : (Arrays.stream(gains).sum() - drop) / drop;
            return new Gains(boostIn ? "BoostIn" : "in-run gain (boosted leaves)", residual, gains, notes);
        } catch (XGBoostError e) {
            throw new IllegalStateException("XGBoost: " + e.getMessage(), e);
        }
    }

    private static int[] ids(List<Example<Label>> examples, Model<Label> model) {
        return examples.stream()
                .mapToInt(example -> model.getOutputIDInfo().getID(example.getOutput()))
                .toArray();
    }

    private static int[][] leaves(Booster booster, DMatrix matrix) throws XGBoostError {
        return Arrays.stream(booster.predictLeaf(matrix, 0))
                .map(ofRow -> {
                    int[] leaves = new int[ofRow.length];
                    for (int tree = 0; tree < leaves.length; tree++) {
                        leaves[tree] = (int) ofRow[tree];
                    }
                    return leaves;
                })
                .toArray(int[][]::new);
    }

    /** Features as Tribuo hands them to XGBoost: what an example does not have is missing and not zero. */
    private static DMatrix matrix(List<Example<Label>> examples, Model<Label> model) throws XGBoostError {
        long[] starts = new long[examples.size() + 1];
        int[] columns = new int[16];
        float[] values = new float[16];
        int size = 0;
        for (int i = 0; i < examples.size(); i++) {
            SparseVector vector = SparseVector.createSparseVector(examples.get(i), model.getFeatureIDMap(), false);
            if (size + vector.numActiveElements() > columns.length) {
                int larger = Math.max(size + vector.numActiveElements(), size * 2);
                columns = Arrays.copyOf(columns, larger);
                values = Arrays.copyOf(values, larger);
            }
            for (VectorTuple element : vector) {
                columns[size] = element.index;
                values[size++] = (float) element.value;
            }
            starts[i + 1] = size;
        }
        return new DMatrix(
                starts,
                Arrays.copyOf(columns, size),
                Arrays.copyOf(values, size),
                DMatrix.SparseType.CSR,
                model.getFeatureIDMap().size());
    }
}
