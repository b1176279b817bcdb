package org.datanet.attribution.linear;

/** A loss of linear scores that is convex in them, with its first two derivatives. */
public enum ConvexLoss {
    /** Cross-entropy of the softmax of the scores; targets are a distribution over the classes. */
    SOFTMAX {
        @Override
        double lossAndResidual(double[] scores, double[] target, int at, int classes, double[] residual) {
            activate(scores, classes, residual);
            double loss = 0;
            for (int c = 0; c < classes; c++) {
                loss -= target[at + c] == 0 ? 0 : target[at + c] * Math.log(Math.max(residual[c], Double.MIN_NORMAL));
                residual[c] -= target[at + c];
            }
            return loss;
        }

        @Override
        void curvature(double[] scores, int classes, double[] scratch, double[] vector) {
            activate(scores, classes, scratch);
            double mean = 0;
            for (int c = 0; c < classes; c++) {
                mean += scratch[c] * vector[c];
            }
            for (int c = 0; c < classes; c++) {
                vector[c] = scratch[c] * (vector[c] - mean);
            }
        }

        private void activate(double[] scores, int classes, double[] out) {
            double max = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                max = Math.max(max, scores[c]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                out[c] = Math.exp(scores[c] - max);
                sum += out[c];
            }
            for (int c = 0; c < classes; c++) {
                out[c] /= sum;
            }
        }
    },

    /** Sum over labels of the binary cross-entropy of the sigmoid of each score; targets are 0 to 1 each. */
    LOGISTIC {
        @Override
        double lossAndResidual(double[] scores, double[] target, int at, int classes, double[] residual) {
            double loss = 0;
            for (int c = 0; c < classes; c++) {
                double s = scores[c];
                loss += Math.max(s, 0) - s * target[at + c] + Math.log1p(Math.exp(-Math.abs(s)));
                residual[c] = 1 / (1 + Math.exp(-s)) - target[at + c];
            }
            return loss;
        }

        @Override
        void curvature(double[] scores, int classes, double[] scratch, double[] vector) {
            for (int c = 0; c < classes; c++) {
                double p = 1 / (1 + Math.exp(-scores[c]));
                vector[c] *= p * (1 - p);
            }
        }
    },

    /** Half the squared error, summed over dimensions. */
    SQUARED {
        @Override
        double lossAndResidual(double[] scores, double[] target, int at, int classes, double[] residual) {
            double loss = 0;
            for (int c = 0; c < classes; c++) {
                residual[c] = scores[c] - target[at + c];
                loss += residual[c] * residual[c] / 2;
            }
            return loss;
        }

        @Override
        void curvature(double[] scores, int classes, double[] scratch, double[] vector) {}
    };

    /** The loss of one row; its gradient by the scores goes to {@code residual}. */
    abstract double lossAndResidual(double[] scores, double[] target, int at, int classes, double[] residual);

    /** Multiplies a vector over the classes by the Hessian of the loss by the scores, in place. */
    abstract void curvature(double[] scores, int classes, double[] scratch, double[] vector);
}
