package org.datanet.tribuo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import libsvm.svm_model;
import libsvm.svm_node;
import libsvm.svm_parameter;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.classification.libsvm.LibSVMClassificationModel;
import org.tribuo.common.libsvm.LibSVMTrainer;

/**
 * The decision values of a support vector classifier as sums over its training rows: for a pair of classes it is
 * {@code sum_i c_i K(x_i, x) - rho}, so that row {@code i} contributes {@code c_i K(x_i, x)}, exactly; rows that are no support vectors
 * contribute nothing. The intercept {@code rho} is nobody's.
 *
 * <p>Gains divide the drop of the mean hinge loss of the pairwise margins of the right class, from no model to this one: along the
 * straight path from margin 0 to margin {@code m} the Aumann-Shapley share of a contribution {@code a} is {@code a} where {@code m <= 1} and
 * {@code a / m} beyond, and the shares sum exactly to the drop. Immutable and thread-safe.
 */
public final class KernelExpansion {
    private final Model<Label> model;
    private final int rows;
    private final svm_model svm;
    /** Index of the example behind each support vector. */
    private final int[] rowOfVector;
    /** First support vector of each class. */
    private final int[] start;

    private KernelExpansion(LibSVMClassificationModel model, Dataset<Label> dataset) {
        this.model = model;
        rows = dataset.size();
        svm = model.getInnerModels().get(0);
        if (svm.sv_indices == null || svm.sv_indices.length != svm.l) {
            throw new IllegalArgumentException("the model does not say which rows are its support vectors");
        }
        // LibSVM numbers rows as the data set was walked.
        int[] indexOfWalk = Gains.indexOfWalk(dataset);
        rowOfVector =
                Arrays.stream(svm.sv_indices).map(one -> indexOfWalk[one - 1]).toArray();
        start = new int[svm.nr_class];
        for (int c = 1; c < svm.nr_class; c++) {
            start[c] = start[c - 1] + svm.nSV[c - 1];
        }
    }

    /**
     * Prepares a LibSVM classifier.
     *
     * @param model the trained model
     * @param dataset the very data set it was trained on, each example an object of its own
     * @throws IllegalArgumentException when the model is no such classifier
     */
    @SuppressWarnings("unchecked") // a classifier over labels was trained on labels
    public static KernelExpansion of(Model<?> model, Dataset<?> dataset) {
        if (!(model instanceof LibSVMClassificationModel classifier)) {
            throw new IllegalArgumentException("a kernel expansion needs a LibSVM classifier, not "
                    + model.getClass().getSimpleName());
        }
        return new KernelExpansion(classifier, (Dataset<Label>) dataset);
    }

    /**
     * What every example contributes to the decision value between two labels at a point: positive speaks for {@code a}.
     *
     * @return one a training example, by index; they sum to the decision value plus {@link #intercept}
     */
    public double[] contributions(Example<Label> at, Label a, Label b) {
        double[] contributions = new double[rows];
        int i = place(a);
        int j = place(b);
        add(kernels(at), i, j, contributions);
        return contributions;
    }

    /** The intercept between two labels: the contributions less this are the decision value that speaks for {@code a}. */
    public double intercept(Label a, Label b) {
        int i = place(a);
        int j = place(b);
        return i < j ? svm.rho[pair(i, j)] : -svm.rho[pair(j, i)];
    }

    private int place(Label label) {
        int id = model.getOutputIDInfo().getID(label);
        for (int c = 0; c < svm.nr_class; c++) {
            if (svm.label[c] == id) {
                return c;
            }
        }
        throw new IllegalArgumentException("the model was not trained on label " + label.getLabel());
    }

    /** LibSVM's place of the pair i &lt; j. */
    private int pair(int i, int j) {
        return i * svm.nr_class - i * (i + 1) / 2 + j - i - 1;
    }

    private void add(double[] kernels, int i, int j, double[] out) {
        int low = Math.min(i, j);
        int high = Math.max(i, j);
        double sign = i < j ? 1 : -1;
        for (int v = start[low]; v < start[low] + svm.nSV[low]; v++) {
            out[rowOfVector[v]] += sign * svm.sv_coef[high - 1][v] * kernels[v];
        }
        for (int v = start[high]; v < start[high] + svm.nSV[high]; v++) {
            out[rowOfVector[v]] += sign * svm.sv_coef[low][v] * kernels[v];
        }
    }

    private double[] kernels(Example<Label> at) {
        svm_node[] x = LibSVMTrainer.exampleToNodes(at, model.getFeatureIDMap(), null);
        double[] kernels = new double[svm.l];
        for (int v = 0; v < svm.l; v++) {
            kernels[v] = kernel(svm.SV[v], x);
        }
        return kernels;
    }

    /** LibSVM's kernels; its own function for them is hidden. */
    private double kernel(svm_node[] a, svm_node[] b) {
        svm_parameter p = svm.param;
        return switch (p.kernel_type) {
            case svm_parameter.LINEAR -> dot(a, b);
            case svm_parameter.POLY -> Math.pow(p.gamma * dot(a, b) + p.coef0, p.degree);
            case svm_parameter.RBF -> Math.exp(-p.gamma * (dot(a, a) + dot(b, b) - 2 * dot(a, b)));
            case svm_parameter.SIGMOID -> Math.tanh(p.gamma * dot(a, b) + p.coef0);
            default -> throw new IllegalArgumentException("kernel type %d is not known".formatted(p.kernel_type));
        };
    }

    private static double dot(svm_node[] a, svm_node[] b) {
        double sum = 0;
        int i = 0;
        int j = 0;
        while (i < a.length && j < b.length) {
            if (a[i].index == b[j].index) {
                sum += a[i++].value * b[j++].value;
            } else if (a[i].index > b[j].index) {
                j++;
            } else {
                i++;
            }
        }
        return sum;
    }

    /** How the drop of the validation hinge loss divides over the training examples. */
    Gains gains(Dataset<?> validation) {
        List<String> notes = new ArrayList<>();
        @SuppressWarnings("unchecked") // a model of labels has a validation data set of labels
        List<Example<Label>> held = Gains.known((Dataset<Label>) validation, model, notes);
        double[] gains = new double[rows];
        double[] contributions = new double[rows];
        double drop = 0;
        int rivals = svm.nr_class - 1;
        for (Example<Label> example : held) {
            int truth = place(example.getOutput());
            double[] kernels = kernels(example);
            for (int other = 0; other < svm.nr_class; other++) {
                if (other != truth) {
                    Arrays.fill(contributions, 0);
                    add(kernels, truth, other, contributions);
                    double rho = truth < other ? svm.rho[pair(truth, other)] : -svm.rho[pair(other, truth)];
                    double margin = Arrays.stream(contributions).sum() - rho;
                    double share = (margin > 1 ? 1 / margin : 1) / rivals / held.size();
                    drop += share * margin;
                    for (int row = 0; row < rows; row++) {
                        gains[row] += share * contributions[row];
                    }
                }
            }
        }
        double residual = drop == 0 ? 0 : (Arrays.stream(gains).sum() - drop) / drop;
        notes.add("the residual is the intercepts' share, which is no row's");
        return new Gains("kernel expansion (pairwise hinge loss)", residual, gains, notes);
    }
}
