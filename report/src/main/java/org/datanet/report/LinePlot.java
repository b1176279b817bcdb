package org.datanet.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Curves over a common axis as an SVG picture: it needs no script and no font of its own, and the same curves give the same bytes. Curves
 * differ by dash and shade as well as colour, and each is named at its end.
 *
 * @param title what is shown
 * @param across name of the horizontal axis
 * @param up name of the vertical axis
 * @param curves at least one, of finite points
 * @param shares whether the vertical axis shows all of [0,1], whatever the values
 */
public record LinePlot(String title, String across, String up, List<Curve> curves, boolean shares) {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 320;
    private static final int LEFT = 64;
    private static final int RIGHT = 150;
    private static final int TOP = 34;
    private static final int BOTTOM = 46;
    private static final int TICKS = 5;
    private static final List<String> COLOURS =
            List.of("#1b6ca8", "#c0392b", "#5b8c3a", "#7d4fa0", "#b7791f", "#808080");
    private static final List<String> DASHES = List.of("", "6 3", "2 3", "8 3 2 3", "4 4", "1 2");

    public LinePlot {
        curves = List.copyOf(curves);
        if (curves.isEmpty()) {
            throw new IllegalArgumentException("the plot \"%s\" has no curve".formatted(title));
        }
    }

    /** A plot whose axes reach from the lowest to the highest value. */
    public LinePlot(String title, String across, String up, List<Curve> curves) {
        this(title, across, up, curves, false);
    }

    /**
     * One curve.
     *
     * @param name shown at its end
     * @param x ascending
     * @param y one each
     */
    public record Curve(String name, double[] x, double[] y) {
        public Curve {
            if (x.length != y.length || x.length == 0) {
                throw new IllegalArgumentException(
                        "curve \"%s\" has %d and %d coordinates".formatted(name, x.length, y.length));
            }
            for (int i = 0; i < x.length; i++) {
                if (!Double.isFinite(x[i]) || !Double.isFinite(y[i])) {
                    throw new IllegalArgumentException(
                            "point %d of curve \"%s\" is (%s, %s), not finite".formatted(i, name, x[i], y[i]));
                }
            }
        }
    }

    /** The picture as an {@code svg} element. */
    public String svg() {
        Range xs = new Range();
        Range ys = new Range();
        for (Curve curve : curves) {
            xs.include(curve.x);
            ys.include(curve.y);
        }
        if (shares) {
            ys.include(new double[] {0, 1});
        }
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" font-family=\"sans-serif\""
                        + " font-size=\"12\"><title>%s</title><desc>%s</desc>",
                WIDTH,
                HEIGHT,
                escape(title),
                escape(description())));
        text(svg, LEFT, 18, "start", title, " font-weight=\"bold\"", null);
        for (int tick = 0; tick <= TICKS; tick++) {
            double x = xs.at(tick / (double) TICKS);
            double y = ys.at(tick / (double) TICKS);
            svg.append(String.format(
                    Locale.ROOT, "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>", LEFT, row(ys, y), WIDTH - RIGHT));
            text(svg, LEFT - 6, row(ys, y) + 4, "end", label(y, ys), "", null);
            text(svg, column(xs, x), HEIGHT - BOTTOM + 16, "middle", label(x, xs), "", null);
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", across, "", null);
        text(
                svg,
                14,
                HEIGHT / 2.0,
                "middle",
                up,
                String.format(Locale.ROOT, " transform=\"rotate(-90 14 %d)\"", HEIGHT / 2),
                null);
        double[] ends = new double[curves.size()];
        for (int c = 0; c < curves.size(); c++) {
            Curve curve = curves.get(c);
            svg.append(String.format(
                    Locale.ROOT,
                    "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\" points=\"",
                    COLOURS.get(c % COLOURS.size()),
                    DASHES.get(c % DASHES.size())));
            for (int i = 0; i < curve.x.length; i++) {
                svg.append(String.format(
                        Locale.ROOT, "%s%.1f,%.1f", i == 0 ? "" : " ", column(xs, curve.x[i]), row(ys, curve.y[i])));
            }
            svg.append("\"/>");
            if (curve.x.length == 1) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>",
                        column(xs, curve.x[0]),
                        row(ys, curve.y[0]),
                        COLOURS.get(c % COLOURS.size())));
            }
            ends[c] = free(ends, c, row(ys, curve.y[curve.y.length - 1]));
            text(svg, WIDTH - RIGHT + 6, ends[c] + 4, "start", curve.name, "", COLOURS.get(c % COLOURS.size()));
        }
        return svg.append("</svg>").toString();
    }

    /** The plot in words, for those who do not see it. */
    private String description() {
        StringBuilder words = new StringBuilder(up.isEmpty() ? "" : up + " over ")
                .append(across)
                .append('.');
        for (Curve curve : curves) {
            double low = Arrays.stream(curve.y).min().orElseThrow();
            double high = Arrays.stream(curve.y).max().orElseThrow();
            words.append(String.format(
                    Locale.ROOT,
                    " %s: from %.3g to %.3g, between %.3g and %.3g.",
                    curve.name,
                    curve.y[0],
                    curve.y[curve.y.length - 1],
                    low,
                    high));
        }
        return words.toString();
    }

    /** The nearest place for a name at which it covers none of those before it. */
    private static double free(double[] taken, int count, double wished) {
        for (int away = 0; away < HEIGHT; away++) {
            for (int sign = -1; sign <= 1; sign += 2) {
                double place = wished + sign * away;
                boolean clear = place >= TOP;
                for (int i = 0; i < count && clear; i++) {
                    clear = Math.abs(taken[i] - place) >= 14;
                }
                if (clear) {
                    return place;
                }
            }
        }
        return wished;
    }

    private static void text(
            StringBuilder svg, double x, double y, String anchor, String text, String more, @Nullable String colour) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\"%s>%s</text>",
                x,
                y,
                anchor,
                colour == null ? "currentColor" : colour,
                more,
                escape(text)));
    }

    private static double column(Range xs, double x) {
        return LEFT + xs.share(x) * (WIDTH - LEFT - RIGHT);
    }

    private static double row(Range ys, double y) {
        return HEIGHT - BOTTOM - ys.share(y) * (HEIGHT - TOP - BOTTOM);
    }

    private static String label(double value, Range range) {
        int digits = (int) Math.max(0, Math.ceil(-Math.log10(range.width() / TICKS)));
        return String.format(Locale.ROOT, "%." + Math.min(digits, 9) + "f", value);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static final class Range {
        private double low = Double.POSITIVE_INFINITY;
        private double high = Double.NEGATIVE_INFINITY;

        void include(double[] values) {
            for (double value : values) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }

        double width() {
            return high > low ? high - low : 1;
        }

        double at(double share) {
            return low + share * width();
        }

        double share(double value) {
            return (value - low) / width();
        }
    }
}
