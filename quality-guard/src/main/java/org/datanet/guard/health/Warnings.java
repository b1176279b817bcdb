package org.datanet.guard.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.datanet.quality.HealthMeasure;
import org.datanet.quality.HealthPolicy;
import org.datanet.quality.QualityReport.DriftPoint;
import org.datanet.quality.QualityReport.DriftSeries;
import org.datanet.quality.QualityReport.HealthPoint;
import org.datanet.quality.QualityReport.HealthWarning;

/** One warning for each series that crosses its threshold: about the window that does so by most. */
final class Warnings {
    private Warnings() {}

    static List<HealthWarning> of(List<HealthPoint> points, List<DriftSeries> drift, HealthPolicy policy) {
        List<HealthWarning> warnings = new ArrayList<>();
        for (HealthMeasure measure : HealthMeasure.values()) {
            Series series = new Series(measure, "", policy.threshold(measure));
            for (HealthPoint point : points) {
                Double value = point.values().get(measure.key());
                if (value != null) {
                    series.add(point.fromRow(), point.toRow(), value, "");
                }
            }
            series.addTo(warnings);
        }
        for (DriftSeries one : drift) {
            Series series = new Series(
                    HealthMeasure.DRIFT,
                    one.of().name().toLowerCase(Locale.ROOT) + " " + one.name(),
                    policy.threshold(HealthMeasure.DRIFT));
            for (DriftPoint point : one.points()) {
                series.add(point.fromRow(), point.toRow(), point.drift(), point.by());
            }
            series.addTo(warnings);
        }
        return warnings;
    }

    /** What is known of a series so far. Not thread-safe. */
    private static final class Series {
        private final HealthMeasure measure;
        private final String about;
        private final double threshold;
        private int windows;
        private int crossed;
        private boolean last;
        private double worst = Double.NaN;
        private int from;
        private int to;
        private String by = "";

        Series(HealthMeasure measure, String about, double threshold) {
            this.measure = measure;
            this.about = about;
            this.threshold = threshold;
        }

        void add(int fromRow, int toRow, double value, String cause) {
            windows++;
            last = measure.crosses(value, threshold);
            if (last) {
                crossed++;
                if (Double.isNaN(worst) || measure.crosses(value, worst)) {
                    worst = value;
                    from = fromRow;
                    to = toRow;
                    by = cause;
                }
            }
        }

        void addTo(List<HealthWarning> warnings) {
            if (crossed == 0) {
                return;
            }
            String reason = String.format(
                    Locale.ROOT,
                    "%s%s is %.3g in rows %d to %d, %s the policy's %s%s: %s. %d of %d windows cross it%s.",
                    measure.key(),
                    about.isEmpty() ? "" : " of " + about,
                    worst,
                    from,
                    to - 1,
                    measure.side() == HealthMeasure.Side.LEAST ? "below" : "above",
                    java.math.BigDecimal.valueOf(threshold).stripTrailingZeros().toPlainString(),
                    by.isEmpty() ? "" : ", most in " + by,
                    measure.meaning(),
                    crossed,
                    windows,
                    last ? ", the latest among them" : "; the latest does not");
            warnings.add(new HealthWarning(measure.key(), about, from, to, worst, threshold, reason));
        }
    }
}
