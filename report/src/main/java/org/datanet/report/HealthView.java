package org.datanet.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.datanet.quality.HealthMeasure;
import org.datanet.quality.QualityReport;
import org.datanet.quality.QualityReport.DriftPoint;
import org.datanet.quality.QualityReport.DriftSeries;
import org.datanet.quality.QualityReport.HealthPoint;
import org.datanet.quality.QualityReport.HealthWarning;

/** A Datanet's health as the template shows it: warnings, plots, and the numbers behind them. */
public final class HealthView {
    private static final int MOST_CURVES = 6;
    private static final String ACROSS = "rows in intake order";

    private final QualityReport quality;
    private final List<String> names;

    HealthView(QualityReport quality) {
        this.quality = quality;
        TreeSet<String> all = new TreeSet<>();
        quality.health().forEach(point -> all.addAll(point.values().keySet()));
        names = List.copyOf(all);
    }

    /** Sentences about thresholds that are crossed. */
    public List<String> warnings() {
        return quality.warnings().stream().map(HealthWarning::reason).toList();
    }

    /** One plot a measure, with the threshold where it is crossed, then those that drift most; each an {@code svg} element. */
    public List<String> plots() {
        List<String> plots = new ArrayList<>();
        for (String name : names) {
            List<LinePlot.Curve> curves = new ArrayList<>();
            curves.add(curve(name));
            quality.warnings().stream()
                    .filter(warning ->
                            warning.measure().equals(name) && warning.about().isEmpty())
                    .findFirst()
                    .ifPresent(warning -> curves.add(threshold(warning)));
            plots.add(new LinePlot(title(name), ACROSS, "", curves, true).svg());
        }
        drifting(DriftSeries.Of.CONTRIBUTOR, "Contributors whose rows moved most", plots);
        drifting(DriftSeries.Of.CLASS, "Classes whose rows moved most", plots);
        return plots;
    }

    private static String title(String name) {
        return name
                + HealthMeasure.of(name)
                        .map(measure -> ": " + measure.meaning())
                        .orElse("");
    }

    private LinePlot.Curve curve(String name) {
        List<HealthPoint> points =
                quality.health().stream().filter(point -> finite(point, name)).toList();
        return new LinePlot.Curve(
                name,
                points.stream().mapToDouble(HealthPoint::toRow).toArray(),
                points.stream().mapToDouble(point -> point.values().get(name)).toArray());
    }

    private static boolean finite(HealthPoint point, String name) {
        Double value = point.values().get(name);
        return value != null && Double.isFinite(value);
    }

    private LinePlot.Curve threshold(HealthWarning warning) {
        double[] rows = {
            quality.health().get(0).toRow(),
            quality.health().get(quality.health().size() - 1).toRow()
        };
        return new LinePlot.Curve("threshold", rows, new double[] {warning.threshold(), warning.threshold()});
    }

    private void drifting(DriftSeries.Of of, String title, List<String> plots) {
        List<LinePlot.Curve> curves = quality.drift().stream()
                .filter(series -> series.of() == of && series.points().stream().anyMatch(point -> point.drift() > 0))
                .limit(MOST_CURVES)
                .map(series -> new LinePlot.Curve(
                        series.name(),
                        series.points().stream().mapToDouble(DriftPoint::toRow).toArray(),
                        series.points().stream().mapToDouble(DriftPoint::drift).toArray()))
                .toList();
        if (!curves.isEmpty()) {
            plots.add(new LinePlot(title, ACROSS, "drift", curves, true).svg());
        }
    }

    /** Names of the measures: columns of the table. */
    public List<String> names() {
        return names;
    }

    /** A window and its value of each measure. */
    public record Window(String rows, List<String> values) {}

    public List<Window> windows() {
        return quality.health().stream()
                .map(point -> new Window(
                        point.fromRow() + " to " + (point.toRow() - 1),
                        names.stream()
                                .map(name -> finite(point, name)
                                        ? String.format(
                                                Locale.ROOT,
                                                "%.3f",
                                                point.values().get(name))
                                        : "")
                                .toList()))
                .toList();
    }
}
