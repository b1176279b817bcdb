package org.datanet.tribuo;

/** How gains are measured. Each says in its receipt what it is; none is right for every question. */
public enum GainMethod {
    /** The first of the methods below that knows the model. */
    AUTOMATIC,
    /**
     * Gradient descent is replayed and each step's drop of the loss goes to its rows, so that gains sum to the whole drop; boosted trees
     * are rebuilt from their leaves, and gains sum to the drop but for a trapezoid's error.
     */
    IN_RUN,
    /**
     * The drop of the loss along the flow of the full gradient, to the model's own training loss: the run that single runs scatter around.
     * For linear models.
     */
    GRADIENT_FLOW,
    /** What the loss would rise by without the row, to first order, by the Hessian: for linear models near an optimum. */
    INFLUENCE,
    /** Exact weights of rows in the leaves of a tree or forest: gains sum to the drop of the Brier score. */
    LEAF_WEIGHTS,
    /** Exact contributions of support vectors: gains sum to the drop of the hinge loss but for the intercepts. */
    KERNEL_EXPANSION,
    /** What the loss would rise by without the row, to first order, by the leaves of boosted trees (Brophy et al., JMLR 2023). */
    BOOST_IN,
    /** What the rows are worth to a nearest-neighbour classifier: a surrogate, for any model of labels. */
    KNN_SHAPLEY
}
