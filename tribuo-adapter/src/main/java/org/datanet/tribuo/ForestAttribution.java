package org.datanet.tribuo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.datanet.attribution.forest.BaggedTree;
import org.datanet.attribution.forest.DataOob;
import org.datanet.attribution.forest.ForestWeights;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.SplitNode;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.ensemble.EnsembleModel;
import org.tribuo.math.la.SparseVector;

/**
 * Exact attribution for a Tribuo decision tree or a bagged ensemble of them, such as a random forest: the bags are drawn again from
 * the seeds in the model's provenance, and the leaves are walked again. Immutable and thread-safe.
 */
public final class ForestAttribution {
    private final Model<Label> model;
    private final List<TreeModel<Label>> trees;
    private final List<Map<Node<Label>, Integer>> leaves;
    private final List<int[]> bags;
    private final List<Example<Label>> examples;
    private final ForestWeights weights;

    private ForestAttribution(Model<Label> model, Dataset<Label> dataset) {
        this.model = model;
        examples = new ArrayList<>();
        for (int i = 0; i < dataset.size(); i++) {
            examples.add(dataset.getExample(i));
        }
        trees = trees(model);
        bags = new ArrayList<>();
        leaves = new ArrayList<>();
        List<BaggedTree> bagged = new ArrayList<>();
        for (TreeModel<Label> tree : trees) {
            int[] bag = multiplicities(model, tree, examples.size());
            Map<Node<Label>, Integer> numbers = new IdentityHashMap<>();
            number(tree.getRoot(), numbers);
            int[] leafOfRow = new int[bag.length];
            double[] masses = new double[bag.length];
            for (int i = 0; i < bag.length; i++) {
                leafOfRow[i] = Objects.requireNonNull(numbers.get(leaf(tree, examples.get(i))));
                masses[i] = bag[i] * (double) examples.get(i).getWeight();
            }
            bags.add(bag);
            leaves.add(numbers);
            bagged.add(new BaggedTree(numbers.size(), leafOfRow, masses));
        }
        int classes = model.getOutputIDInfo().size();
        double[] targets = new double[examples.size() * classes];
        for (int i = 0; i < examples.size(); i++) {
            targets[i * classes + model.getOutputIDInfo().getID(examples.get(i).getOutput())] = 1;
        }
        weights = new ForestWeights(bagged, targets, classes);
    }

    /**
     * Prepares a tree or forest of labels.
     *
     * @param model the trained model
     * @param dataset the very data set it was trained on
     * @throws IllegalArgumentException when the model is no tree of labels and no bagged ensemble of them
     */
    @SuppressWarnings("unchecked") // guarded by fits
    public static ForestAttribution of(Model<?> model, Dataset<?> dataset) {
        if (!fits(model)) {
            throw new IllegalArgumentException(
                    "exact leaf weights need decision trees over labels, bagged with equal votes, not "
                            + model.getClass().getSimpleName());
        }
        return new ForestAttribution((Model<Label>) model, (Dataset<Label>) dataset);
    }

    /** Whether the model is a tree of labels or an ensemble of such trees with equal votes and unweighted bags. */
    static boolean fits(Model<?> model) {
        if (!model.validate(Label.class)) {
            return false;
        }
        if (model instanceof EnsembleModel<?> ensemble) {
            String trainer = model.getProvenance().getTrainerProvenance().getClassName();
            return ensemble.getModels().stream().allMatch(TreeModel.class::isInstance)
                    && (trainer.equals("org.tribuo.common.tree.RandomForestTrainer")
                            || trainer.equals("org.tribuo.common.tree.ExtraTreesTrainer")
                            || trainer.equals("org.tribuo.ensemble.BaggingTrainer"));
        }
        return model instanceof TreeModel;
    }

    @SuppressWarnings("unchecked") // guarded by fits
    private static List<TreeModel<Label>> trees(Model<Label> model) {
        return model instanceof EnsembleModel<Label> ensemble
                ? (List<TreeModel<Label>>) (List<?>) ensemble.getModels()
                : List.of((TreeModel<Label>) model);
    }

    private static int[] multiplicities(Model<Label> model, TreeModel<Label> tree, int rows) {
        int[] multiplicities = new int[rows];
        int[] bag = model instanceof EnsembleModel<Label> ensemble ? TrainingRecord.bag(ensemble, tree) : new int[0];
        if (bag.length == 0) {
            Arrays.fill(multiplicities, 1);
        }
        for (int index : bag) {
            multiplicities[index]++;
        }
        return multiplicities;
    }

    private static void number(Node<Label> node, Map<Node<Label>, Integer> numbers) {
        if (node instanceof SplitNode<Label> split) {
            number(split.getLessThanOrEqual(), numbers);
            number(split.getGreaterThan(), numbers);
        } else {
            numbers.put(node, numbers.size());
        }
    }

    private static Node<Label> leaf(TreeModel<Label> tree, Example<Label> example) {
        SparseVector vector = SparseVector.createSparseVector(example, tree.getFeatureIDMap(), false);
        Node<Label> node = tree.getRoot();
        while (!node.isLeaf()) {
            node = node.getNextNode(vector);
        }
        return node;
    }

    private int[] leaves(Example<Label> example) {
        int[] numbers = new int[trees.size()];
        for (int t = 0; t < numbers.length; t++) {
            numbers[t] = Objects.requireNonNull(leaves.get(t).get(leaf(trees.get(t), example)));
        }
        return numbers;
    }

    /** How often each example stands in each tree's bag: one array a tree, by index of the example. */
    public List<int[]> bags() {
        return bags.stream().map(int[]::clone).toList();
    }

    /**
     * The weight of every training example in the mean of the trees' leaves at a point, by index; the weights sum to 1, and the
     * mean is {@code sum_i w_i onehot(y_i)}.
     */
    public double[] weights(Example<Label> at) {
        return weights.weights(leaves(at));
    }

    /** The mean of the trees' leaf distributions at a point, rebuilt from the weights: one share a label, by the model's label ids. */
    public double[] prediction(Example<Label> at) {
        return weights.prediction(leaves(at));
    }

    /** Out-of-bag value of every training example: the share of trees, among those not grown on it, that predict its label. */
    public double[] dataOob() {
        return DataOob.values(bags, (member, row) -> {
            LeafNode<Label> leaf = (LeafNode<Label>) leaf(trees.get(member), examples.get(row));
            return leaf.getOutput().equals(examples.get(row).getOutput()) ? 1 : 0;
        });
    }

    /**
     * Out-of-bag value of every training example by leaf shares: the mean share of its label in the leaves where trees not grown on it
     * put it. Finer than votes where there are few trees.
     */
    public double[] dataOobShares() {
        return DataOob.values(bags, (member, row) -> {
            LeafNode<Label> leaf = (LeafNode<Label>) leaf(trees.get(member), examples.get(row));
            Label share =
                    leaf.getDistribution().get(examples.get(row).getOutput().getLabel());
            return share == null ? 0 : share.getScore();
        });
    }

    /** How the drop of the validation Brier score divides over the training examples. */
    Gains gains(Dataset<?> validation) {
        List<String> notes = new ArrayList<>();
        @SuppressWarnings("unchecked") // a model of labels has a validation data set of labels
        List<Example<Label>> held = Gains.known((Dataset<Label>) validation, model, notes);
        int classes = model.getOutputIDInfo().size();
        double[] targets = new double[held.size() * classes];
        List<int[]> heldLeaves = new ArrayList<>();
        for (int i = 0; i < held.size(); i++) {
            targets[i * classes + model.getOutputIDInfo().getID(held.get(i).getOutput())] = 1;
            heldLeaves.add(leaves(held.get(i)));
        }
        ForestWeights.Result result = weights.gains(heldLeaves, targets);
        double drop = result.priorLoss() - result.loss();
        double residual = drop == 0 ? 0 : (Arrays.stream(result.gains()).sum() - drop) / drop;
        return new Gains("leaf weights (Brier score)", residual, result.gains(), notes);
    }
}
