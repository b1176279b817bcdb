package org.datanet.dl4j;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Counts rows by looking at what the network itself sees: the first feature of its input, at every iteration that ends. */
final class InputCount extends BaseTrainingListener {
    final long[] exposures;
    private double[] seen = {};

    InputCount(int rows) {
        exposures = new long[rows];
    }

    @Override
    public void onForwardPass(Model model, List<INDArray> activations) {
        seen = activations.get(0).getColumn(0).toDoubleVector();
    }

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
        seen = activations.get("in").getColumn(0).toDoubleVector();
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        for (double first : seen) {
            exposures[(int) Math.round(first / Blobs.ROW_STEP)]++;
        }
        seen = new double[0];
    }
}
