package org.datanet.benchmarks.attribution;

import java.util.Arrays;
import org.datanet.attribution.audit.RemovalCurve;
import org.datanet.attribution.audit.Retraining;
import org.datanet.progress.Progress;
import org.datanet.testkit.planted.RealTable;

/** What happens when rows are taken out by their values. */
final class RemovalScores {
    private RemovalScores() {}

    static void measure(Page page) {
        page.line("");
        page.line("## Removal curves: logistic regression on optdigits, 10 % flipped labels");
        page.line("");
        page.line("Minus the mean validation loss after rows are taken out by gradient flow, and retraining.");
        page.line("");
        Flipped flipped = new Flipped(RealTable.optdigits(), 7);
        double[] values = flipped.flow();
        double[] shares = {0, 0.05, 0.1, 0.2, 0.3, 0.4};
        Retraining retraining = (rows, seed) -> new double[] {-flipped.lossWithout(rows, seed)};
        page.line("| removed | "
                + String.join(
                        " | ",
                        Arrays.stream(shares)
                                .mapToObj(s -> Page.f("%.0f %%", 100 * s))
                                .toList()) + " | mean |");
        page.line("|---".repeat(shares.length + 2) + "|");
        for (RemovalCurve.Order order : RemovalCurve.Order.values()) {
            RemovalCurve curve = RemovalCurve.run(values, order, shares, retraining, 1, Progress.none());
            page.line("| " + (order == RemovalCurve.Order.BEST_FIRST ? "best first" : "worst first") + " | "
                    + String.join(
                            " | ",
                            curve.points().stream()
                                    .map(p -> Page.f("%.3f", p.mean()))
                                    .toList())
                    + Page.f(" | %.3f |", curve.area()));
        }
    }
}
