package org.datanet.attribution.linear;

/**
 * A stretch of a training through which a kernel stands for the model: the stretch moves the rows' scores as far as lowers the sum of their
 * cross-entropies plus {@code level / 2} times the squared norm of the move, which is a proximal (implicit) step of the flow down that sum. A
 * model whose kernel stays what it is has one stage; a network's tangent kernel changes while it learns, and has one for each snapshot.
 *
 * <p>The sum, and not the mean: rows that are walked over as often push as far, so that half the rows make half the steps.
 *
 * @param kernel {@code n x n}, row-major, symmetric and positive semidefinite; kept and not copied
 * @param level more than 0; the higher, the less is learned
 */
public record KernelStage(double[] kernel, double level) {
    public KernelStage {
        if (!(level > 0) || Double.isInfinite(level)) {
            throw new IllegalArgumentException("the level of a stage is more than 0, not " + level);
        }
    }

    /** Mean of the kernel's diagonal, the scale of its levels. */
    static double mean(double[] kernel, int n) {
        double trace = 0;
        for (int row = 0; row < n; row++) {
            trace += kernel[row * n + row];
        }
        if (!(trace > 0) || Double.isInfinite(trace)) {
            throw new IllegalArgumentException("a kernel's diagonal has a positive sum, not " + trace);
        }
        return trace / n;
    }
}
