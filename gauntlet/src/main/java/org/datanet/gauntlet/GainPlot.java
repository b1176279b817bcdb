package org.datanet.gauntlet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What each attack earned on one table under every rule, detectors off, as an SVG picture that needs no script: one line an attack, a mark a rule, ours
 * with its confidence bound. The same findings give the same bytes.
 */
public final class GainPlot {
    private static final double LOW = -1.5;
    private static final double HIGH = 5;
    private static final int LEFT = 210;
    private static final int PLOT = 520;
    private static final int RIGHT = 20;
    private static final int TOP = 64;
    private static final int STEP = 15;
    private static final int BOTTOM = 40;
    private static final List<String> COLOURS = List.of("#c0392b", "#b7791f", "#5b8c3a", "#7d4fa0", "#444444");
    private static final String OURS = "#1b6ca8";

    private final Findings findings;
    private final String ours;

    /** @param ours name of the mechanism whose bound is shown */
    public GainPlot(Findings findings, String ours) {
        this.findings = findings;
        this.ours = ours;
    }

    /** Tables that there is something to show of. */
    public List<String> grounds() {
        return List.copyOf(
                new LinkedHashSet<>(shown().stream().map(Findings.Line::ground).toList()));
    }

    /** The name of a table's picture. */
    public static String file(String ground) {
        return "gauntlet-" + ground.replaceAll("[^A-Za-z0-9_-]", "-") + ".svg";
    }

    private List<Findings.Line> shown() {
        return findings.lines().stream()
                .filter(line -> !line.detectors()
                        && line.attack().family() != Family.HONEST
                        && line.attack().family() != Family.CURATION)
                .toList();
    }

    /** The picture of one table as an {@code svg} element. */
    public String svg(String ground) {
        Map<String, List<Findings.Line>> byAttack = new LinkedHashMap<>();
        List<String> rules = new ArrayList<>();
        for (Findings.Line line : shown()) {
            if (line.ground().equals(ground)) {
                byAttack.computeIfAbsent(line.attack().name(), name -> new ArrayList<>())
                        .add(line);
                if (!rules.contains(line.mechanism()) && !line.mechanism().equals(ours)) {
                    rules.add(line.mechanism());
                }
            }
        }
        int height = TOP + STEP * byAttack.size() + BOTTOM;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" font-family=\"sans-serif\" font-size=\"11\"><title>What gaming earned on %s</title><rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>",
                LEFT + PLOT + RIGHT,
                height,
                escape(ground)));
        text(svg, 8, 18, "start", "G on " + ground + ": what gaming earned over the honest twin, detectors off", OURS);
        legend(svg, rules);
        int bottom = height - BOTTOM;
        for (int tick = -1; tick <= HIGH; tick++) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<path d=\"M%.1f %dV%d\" stroke=\"%s\"/>",
                    across(tick),
                    TOP - 8,
                    bottom,
                    tick == 1 ? "#222" : "#ddd"));
            text(svg, across(tick), bottom + 14, "middle", Integer.toString(tick), "#222");
        }
        text(svg, across(1), bottom + 28, "middle", "1: as honest work; marks at the edges lie beyond", "#222");
        int row = 0;
        for (Map.Entry<String, List<Findings.Line>> entry : byAttack.entrySet()) {
            row(svg, entry.getKey(), entry.getValue(), rules, TOP + STEP * row++);
        }
        return svg.append("</svg>\n").toString();
    }

    private void legend(StringBuilder svg, List<String> rules) {
        double at = 8;
        svg.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"32\" r=\"4\" fill=\"%s\"/>", at + 4, OURS));
        text(svg, at + 12, 36, "start", ours + " and its 95 % bound", "#222");
        at += 12 + 7 * (ours.length() + 22);
        for (int i = 0; i < rules.size(); i++) {
            mark(svg, i, at, 32);
            text(svg, at + 8, 36, "start", rules.get(i), "#222");
            at += 20 + 7 * rules.get(i).length();
        }
    }

    private void row(StringBuilder svg, String attack, List<Findings.Line> lines, List<String> rules, int y) {
        text(svg, LEFT - 8, y + 4, "end", attack, "#222");
        svg.append(String.format(Locale.ROOT, "<path d=\"M%d %dH%d\" stroke=\"#f0f0f0\"/>", LEFT, y, LEFT + PLOT));
        for (int i = 0; i < rules.size(); i++) {
            String rule = rules.get(i);
            int number = i;
            lines.stream()
                    .filter(line -> line.mechanism().equals(rule))
                    .findFirst()
                    .ifPresent(line -> mark(svg, number, across(line.gain().value()), y));
        }
        Optional<Findings.Line> own =
                lines.stream().filter(line -> line.mechanism().equals(ours)).findFirst();
        own.ifPresent(line -> svg.append(String.format(
                Locale.ROOT,
                "<path d=\"M%.1f %dH%.1f\" stroke=\"%s\" stroke-width=\"2\"/><circle cx=\"%.1f\" cy=\"%d\" r=\"4\" fill=\"%s\"/>",
                across(line.gain().value()),
                y,
                across(line.gain().upper()),
                OURS,
                across(line.gain().value()),
                y,
                OURS)));
    }

    /** Rules differ by shape as well as by colour. */
    private static void mark(StringBuilder svg, int rule, double x, double y) {
        String shape = switch (rule % 4) {
            case 0 -> "M%.1f %.1fl4 7h-8z";
            case 1 -> "M%.1f %.1fm-3.5 .5h7v7h-7z";
            case 2 -> "M%.1f %.1fl4 4l-4 4l-4 -4z";
            default -> "M%.1f %.1fm-3.5 .5l7 7m0 -7l-7 7";
        };
        svg.append("<path d=\"")
                .append(String.format(Locale.ROOT, shape, x, y - 4))
                .append("\" fill=\"none\" stroke=\"")
                .append(COLOURS.get(rule % COLOURS.size()))
                .append("\" stroke-width=\"1.5\"/>");
    }

    private static double across(double gain) {
        double inside = Double.isNaN(gain) ? LOW : Math.max(LOW, Math.min(HIGH, gain));
        return LEFT + (inside - LOW) / (HIGH - LOW) * PLOT;
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text, String colour) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
                x,
                y,
                anchor,
                colour,
                escape(text)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
