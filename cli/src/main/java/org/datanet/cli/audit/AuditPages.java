package org.datanet.cli.audit;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.datanet.attribution.audit.Interval;
import org.datanet.attribution.audit.RemovalCurve;
import org.datanet.attribution.audit.SubsetRetrainings;
import org.datanet.report.LinePlot;
import org.datanet.report.MeasurementPage;

/** An audit as a page for people and as JSON for machines. */
public final class AuditPages {
    private static final List<String> SCORES = List.of(
            "method", "subset", "seeds", "score", "95 % interval", "ceiling", "of its root", "class match", "random");
    private static final List<String> MISLABELLED =
            List.of("method", "found", "95 % interval", "plain loss finds", "95 % interval of it");

    private AuditPages() {}

    /** The page. */
    public static MeasurementPage page(AuditReport report) {
        AuditPlan plan = report.plan();
        return new MeasurementPage(
                "Audit of attribution",
                "%s. Model: %s. %d rows to train on, %d queries from %s, %d subsets of each size; %d models were trained; seed %d."
                        .formatted(
                                report.datanet(),
                                plan.model(),
                                report.rows(),
                                report.queries(),
                                report.held(),
                                plan.subsets(),
                                report.trainings(),
                                plan.seed()),
                List.of(
                        new MeasurementPage.Section(
                                "Does it foretell what a model without these rows would do?",
                                "Linear datamodeling score: rank correlation of a subset's summed values with what a model trained on it does,"
                                        + " mean over queries. The ceiling is the rank correlation of two trainings on the same subset; a method"
                                        + " without error could expect its square root.",
                                SCORES,
                                scores(report),
                                List.of()),
                        new MeasurementPage.Section(
                                "Does it find wrong labels?",
                                String.format(
                                        Locale.ROOT,
                                        "%.0f %% of labels were flipped. Chance that a flipped row has a lower value than a right one. A method that"
                                                + " finds fewer than the model's plain loss is not worth its cost for this.",
                                        100 * plan.flips()),
                                MISLABELLED,
                                mislabelled(report),
                                List.of()),
                        new MeasurementPage.Section(
                                "Does it know which rows to keep?",
                                "Mean log-likelihood of the queries after rows were taken out or put in by value, with the flipped labels still"
                                        + " there. Best first out: the lower the better. Worst first out, best first in: the higher the better.",
                                List.of("curve", "mean height"),
                                report.curves().stream()
                                        .map(curve -> List.of(
                                                name(curve),
                                                number(curve.curve().area())))
                                        .toList(),
                                List.of(plot(report, false), plot(report, true)))));
    }

    /** Rows of the table of scores, under {@link #scoreHeader}. */
    public static List<List<String>> scores(AuditReport report) {
        return report.scores().stream()
                .map(line -> List.of(
                        line.method().toString(),
                        String.format(Locale.ROOT, "%.2f", line.share()),
                        line.seeds() == SubsetRetrainings.Seeds.FRESH ? "fresh" : "same run",
                        number(line.score().score().estimate()),
                        interval(line.score().score()),
                        number(line.score().ceiling().estimate()),
                        number(line.score().ofCeiling()),
                        number(line.score().classMatch().estimate()),
                        number(line.score().random().estimate())))
                .toList();
    }

    /** Names of the columns of {@link #scores}. */
    public static List<String> scoreHeader() {
        return SCORES;
    }

    /** Rows of the table of wrong labels, under {@link #mislabelledHeader}. */
    public static List<List<String>> mislabelled(AuditReport report) {
        return report.mislabelled().stream()
                .map(line -> List.of(
                        line.method().toString(),
                        number(line.audit().auroc().estimate()),
                        interval(line.audit().auroc()),
                        number(line.audit().plainLoss().estimate()),
                        interval(line.audit().plainLoss())))
                .toList();
    }

    /** Names of the columns of {@link #mislabelled}. */
    public static List<String> mislabelledHeader() {
        return MISLABELLED;
    }

    private static String name(AuditReport.Curve curve) {
        String order = curve.order() == RemovalCurve.Order.BEST_FIRST ? "best first" : "worst first";
        return curve.method().equals("random")
                ? "random order " + (curve.adding() ? "in" : "out")
                : "%s, %s %s".formatted(curve.method(), order, curve.adding() ? "in" : "out");
    }

    private static LinePlot plot(AuditReport report, boolean adding) {
        List<LinePlot.Curve> curves = new ArrayList<>();
        for (AuditReport.Curve each : report.curves()) {
            if (each.adding() == adding) {
                curves.add(new LinePlot.Curve(
                        each.method()
                                + (each.method().equals("random")
                                        ? ""
                                        : each.order() == RemovalCurve.Order.BEST_FIRST ? ", best" : ", worst"),
                        each.curve().points().stream()
                                .mapToDouble(RemovalCurve.Point::share)
                                .toArray(),
                        each.curve().points().stream()
                                .mapToDouble(RemovalCurve.Point::mean)
                                .toArray()));
            }
        }
        return new LinePlot(
                adding ? "Rows put in" : "Rows taken out",
                adding ? "share of rows trained on" : "share of rows taken out",
                "mean log-likelihood",
                curves);
    }

    /** The audit as JSON. */
    public static JsonObject json(AuditReport report) {
        JsonArrayBuilder scores = Json.createArrayBuilder();
        report.scores()
                .forEach(line -> scores.add(Json.createObjectBuilder()
                        .add("method", line.method().toString())
                        .add("share", line.share())
                        .add("seeds", line.seeds().name())
                        .add("score", json(line.score().score()))
                        .add("ceiling", json(line.score().ceiling()))
                        .add("classMatch", json(line.score().classMatch()))
                        .add("random", json(line.score().random()))));
        JsonArrayBuilder mislabelled = Json.createArrayBuilder();
        report.mislabelled()
                .forEach(line -> mislabelled.add(Json.createObjectBuilder()
                        .add("method", line.method().toString())
                        .add("auroc", json(line.audit().auroc()))
                        .add("plainLoss", json(line.audit().plainLoss()))));
        JsonArrayBuilder curves = Json.createArrayBuilder();
        report.curves().forEach(curve -> {
            JsonArrayBuilder points = Json.createArrayBuilder();
            curve.curve()
                    .points()
                    .forEach(point -> points.add(Json.createObjectBuilder()
                            .add("share", point.share())
                            .add("meanLogLikelihood", point.mean())));
            curves.add(Json.createObjectBuilder()
                    .add("method", curve.method())
                    .add("kind", curve.adding() ? "addition" : "removal")
                    .add("order", curve.order().name())
                    .add("points", points));
        });
        return Json.createObjectBuilder()
                .add("datanet", report.datanet())
                .add("model", report.plan().model().toString())
                .add("rows", report.rows())
                .add("queries", report.queries())
                .add("subsets", report.plan().subsets())
                .add("trainings", report.trainings())
                .add("seed", report.plan().seed())
                .add("linearDatamodelingScores", scores)
                .add("mislabelled", mislabelled)
                .add("curves", curves)
                .build();
    }

    private static JsonObjectBuilder json(Interval interval) {
        JsonObjectBuilder object = Json.createObjectBuilder();
        put(object, "estimate", interval.estimate());
        put(object, "low", interval.low());
        put(object, "high", interval.high());
        return object;
    }

    /** JSON has no NaN: what could not be measured is null. */
    private static void put(JsonObjectBuilder object, String name, double value) {
        if (Double.isFinite(value)) {
            object.add(name, value);
        } else {
            object.addNull(name);
        }
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String interval(Interval interval) {
        return "[%s, %s]".formatted(number(interval.low()), number(interval.high()));
    }
}
