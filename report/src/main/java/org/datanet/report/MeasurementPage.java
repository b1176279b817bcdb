package org.datanet.report;

import java.util.List;

/**
 * A page of measurements: text, tables and curves, self-contained and without a script.
 *
 * @param title of the page
 * @param lead what was measured, on what and how
 * @param sections in order
 */
public record MeasurementPage(String title, String lead, List<Section> sections) {
    private static final String STYLE =
            "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d1d1f;background:#fff}"
                    + "table{border-collapse:collapse;margin:1rem 0}th,td{padding:.3rem .8rem;border-bottom:1px solid #ddd;text-align:left}"
                    + "td+td,th+th{text-align:right;font-variant-numeric:tabular-nums}svg{max-width:100%;height:auto}"
                    + "@media(prefers-color-scheme:dark){body{color:#eee;background:#181a1b}th,td{border-color:#444}}";

    public MeasurementPage {
        sections = List.copyOf(sections);
    }

    /**
     * One table with its curves.
     *
     * @param heading what it shows
     * @param text how to read it
     * @param header names of the columns; none for no table
     * @param rows as many cells each as the header has
     * @param plots shown below the table
     */
    public record Section(
            String heading, String text, List<String> header, List<List<String>> rows, List<LinePlot> plots) {
        public Section {
            header = List.copyOf(header);
            rows = rows.stream().map(List::copyOf).toList();
            plots = List.copyOf(plots);
            for (List<String> row : rows) {
                if (row.size() != header.size()) {
                    throw new IllegalArgumentException("a row of \"%s\" has %d cells under %d columns"
                            .formatted(heading, row.size(), header.size()));
                }
            }
        }
    }

    /** The page as HTML. */
    public String html() {
        StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\">")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
                .append("<title>%s</title><style>%s</style></head><body>%n".formatted(escape(title), STYLE))
                .append("<h1>%s</h1><p>%s</p>%n".formatted(escape(title), escape(lead)));
        for (Section section : sections) {
            html.append("<h2>%s</h2><p>%s</p>%n".formatted(escape(section.heading), escape(section.text)));
            if (!section.header.isEmpty()) {
                html.append("<table><thead>").append(row("th", section.header)).append("</thead><tbody>");
                section.rows.forEach(row -> html.append(row("td", row)));
                html.append("</tbody></table>\n");
            }
            section.plots.forEach(
                    plot -> html.append("<figure>").append(plot.svg()).append("</figure>\n"));
        }
        return html.append("</body></html>\n").toString();
    }

    private static String row(String tag, List<String> cells) {
        StringBuilder row = new StringBuilder("<tr>");
        cells.forEach(cell -> row.append("<%s>%s</%s>".formatted(tag, escape(cell), tag)));
        return row.append("</tr>").toString();
    }

    private static String escape(String text) {
        return LinePlot.escape(text);
    }
}
