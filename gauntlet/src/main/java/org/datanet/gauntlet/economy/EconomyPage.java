package org.datanet.gauntlet.economy;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.datanet.report.PageAssets;

/** Economies as one self-contained HTML page and as a table for documentation. The same findings give the same bytes. */
public final class EconomyPage {
    private static final List<Figure> FIGURES = List.of(
            new Figure("gaming", "Share of those who contribute that game", Moment::gaming),
            new Figure(
                    "integrity",
                    "Integrity: share of the pay that goes to people who brought nothing but pure rows",
                    Moment::integrity),
            new Figure("purity", "Share of the kept rows that are pure", Moment::purity),
            new Figure(
                    "utility",
                    "Utility: 1 is the Datanet that only honest people built, 0 the one that never paid",
                    Moment::accuracy));

    private EconomyPage() {}

    private record Figure(String id, String title, ToDoubleFunction<Moment> value) {}

    /** The table, as Markdown. */
    public static String markdown(EconomyFindings findings) {
        StringBuilder text = new StringBuilder(
                "| table | rule | p+ (lower 95 %%) | least of %d seeds | integrity from %s | utility from %s | gaming that is left | aims |\n|---|---|---|---|---|---|---|---|\n"
                        .formatted(findings.plan().seeds(), percent(EconomyRun.SHOWN), percent(EconomyRun.SHOWN)));
        for (EconomyFindings.Line line : findings.lines()) {
            text.append("| %s | %s | %s (%s) | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            line.ground(),
                            line.mechanism(),
                            threshold(line.threshold()),
                            number(line.lower()),
                            threshold(line.least()),
                            percent(line.integrity()),
                            number(line.utility()),
                            left(line),
                            line.meets() ? "met" : "**missed**"));
        }
        return text.toString();
    }

    private static String left(EconomyFindings.Line line) {
        return line.survivors() < 0.0005
                ? "none"
                : "%s %s".formatted(line.survivor(), String.format(Locale.ROOT, "%.1f %%", 100 * line.survivors()));
    }

    private static String threshold(double value) {
        return value >= EconomyRun.HIGHEST ? ">= " + number(value) : number(value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * value);
    }

    /** The page. */
    public static String render(EconomyFindings findings) {
        PageAssets shared = PageAssets.load();
        PageAssets assets = new PageAssets(shared.style(), shared.charts(), script());
        StringBuilder html = new StringBuilder(1 << 18);
        html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n"
                        .formatted(assets.contentSecurityPolicy()))
                .append("<title>Economies over time</title>\n<style>")
                .append(assets.style())
                .append(
                        "</style>\n</head>\n<body>\n<header><h1>Economies over time</h1></header>\n<main id=\"main\">\n")
                .append(
                        "<p>People take up what pays: shares of strategies follow what they earned, over %d epochs of %d people. Lives begin with %s of them gaming, in %d ways in equal parts; means over %d seeds.</p>\n"
                                .formatted(
                                        findings.plan().epochs(),
                                        findings.plan().people(),
                                        percent(EconomyRun.SHOWN),
                                        findings.plan().gaming().size(),
                                        findings.plan().seeds()));
        JsonObjectBuilder data = Json.createObjectBuilder();
        for (String ground : findings.lines().stream()
                .map(EconomyFindings.Line::ground)
                .distinct()
                .toList()) {
            List<EconomyFindings.Line> lines = findings.lines().stream()
                    .filter(line -> line.ground().equals(ground))
                    .toList();
            html.append("<section><h2>").append(escaped(ground)).append("</h2>\n");
            table(html, lines);
            for (Figure figure : FIGURES) {
                String id = ground + "-" + figure.id();
                html.append(
                        "<h3>%s</h3>\n<div class=\"chart\"><canvas data-chart=\"%s\" role=\"img\" aria-label=\"%s, by epoch, for each rule\"></canvas></div>\n"
                                .formatted(figure.title(), escaped(id), figure.title()));
                data.add(id, series(lines, figure));
            }
            html.append("</section>\n");
        }
        html.append("</main>\n<script type=\"application/json\" id=\"chart-data\">")
                .append(data.build().toString().replace("<", "\\u003c"))
                .append("</script>\n<script>")
                .append(assets.charts())
                .append("</script>\n<script>")
                .append(assets.script())
                .append("</script>\n</body>\n</html>\n");
        return html.toString();
    }

    private static void table(StringBuilder html, List<EconomyFindings.Line> lines) {
        html.append(
                "<table><thead><tr><th>rule</th><th>p+</th><th>lower 95 %</th><th>least seed</th><th>integrity</th><th>utility</th><th>gaming that is left</th><th>aims</th></tr></thead><tbody>\n");
        for (EconomyFindings.Line line : lines) {
            html.append(
                    "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
                            .formatted(
                                    escaped(line.mechanism()),
                                    escaped(threshold(line.threshold())),
                                    number(line.lower()),
                                    escaped(threshold(line.least())),
                                    percent(line.integrity()),
                                    number(line.utility()),
                                    escaped(left(line)),
                                    line.meets() ? "met" : "missed"));
        }
        html.append("</tbody></table>\n");
    }

    private static JsonArrayBuilder series(List<EconomyFindings.Line> lines, Figure figure) {
        JsonArrayBuilder all = Json.createArrayBuilder();
        for (EconomyFindings.Line line : lines) {
            JsonArrayBuilder values = Json.createArrayBuilder();
            line.course()
                    .forEach(moment -> values.add(
                            BigDecimal.valueOf(Math.rint(figure.value().applyAsDouble(moment) * 1e4) / 1e4)));
            all.add(Json.createObjectBuilder().add("rule", line.mechanism()).add("values", values));
        }
        return all;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String script() {
        try (InputStream in = EconomyPage.class.getResourceAsStream("economy.js")) {
            if (in == null) {
                throw new IllegalStateException("the resource economy.js is missing from the class path");
            }
            // A browser reads CR LF as LF, and digests are over what it reads.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the page whole or not at all. */
    public static void write(EconomyFindings findings, Path file) throws IOException {
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            Files.writeString(part, render(findings), StandardCharsets.UTF_8);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
