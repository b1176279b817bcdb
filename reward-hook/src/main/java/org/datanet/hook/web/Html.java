package org.datanet.hook.web;

import java.util.ArrayList;
import java.util.List;

/**
 * A page under construction. Whatever is put into a template is escaped, in text and in attributes, unless it is itself a piece of a
 * page: so nothing that a stranger wrote can become markup. Not thread-safe.
 */
final class Html {
    private final StringBuilder out = new StringBuilder(4_096);

    /** Markup that was made by {@link #of}, and need not be escaped again. */
    record Piece(String markup) {}

    /** A template, whose {@code {}} stand for the arguments in order. */
    static Piece of(String template, Object... arguments) {
        StringBuilder filled = new StringBuilder(template.length() + 64);
        int from = 0;
        for (Object argument : arguments) {
            int at = template.indexOf("{}", from);
            if (at < 0) {
                throw new IllegalArgumentException("more arguments than places in: " + template);
            }
            filled.append(template, from, at);
            filled.append(argument instanceof Piece piece ? piece.markup() : escape(String.valueOf(argument)));
            from = at + 2;
        }
        if (template.indexOf("{}", from) >= 0) {
            throw new IllegalArgumentException("more places than arguments in: " + template);
        }
        return new Piece(filled.append(template, from, template.length()).toString());
    }

    /** Pieces one after the other. */
    static Piece all(List<Piece> pieces) {
        StringBuilder joined = new StringBuilder();
        pieces.forEach(piece -> joined.append(piece.markup()));
        return new Piece(joined.toString());
    }

    /** A table; says so where it has no rows. */
    static Piece table(String caption, List<String> headings, List<List<Object>> rows) {
        if (rows.isEmpty()) {
            return of("<p class=\"none\">{}: none.</p>", caption);
        }
        List<Piece> lines = new ArrayList<>();
        for (List<Object> row : rows) {
            List<Piece> cells = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                Object cell = row.get(i);
                boolean number = cell instanceof Number;
                cells.add(of(
                        "<td data-label=\"{}\"{}>{}</td>",
                        headings.get(i),
                        number ? new Piece(" class=\"n\"") : "",
                        cell));
            }
            lines.add(of("<tr>{}</tr>", all(cells)));
        }
        return of(
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table><caption>{}</caption><thead><tr>{}</tr></thead>"
                        + "<tbody>{}</tbody></table></div>",
                caption,
                caption,
                all(headings.stream()
                        .map(heading -> of("<th scope=\"col\">{}</th>", heading))
                        .toList()),
                all(lines));
    }

    Html add(Piece piece) {
        out.append(piece.markup());
        return this;
    }

    /** The whole page. */
    String page(String title, boolean signedIn) {
        return of(
                        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\""
                                + " content=\"width=device-width, initial-scale=1\"><title>{} – Datanet hook</title>"
                                + "<link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"dashboard.css\"></head><body><a class=\"skip\" href=\"#main\">Skip to"
                                + " content</a><header><strong>Datanet hook</strong>{}</header><main id=\"main\"><h1>{}</h1>{}</main></body></html>",
                        title,
                        signedIn ? NAVIGATION : "",
                        title,
                        new Piece(out.toString()))
                .markup();
    }

    private static final Piece NAVIGATION =
            new Piece("<nav aria-label=\"Pages\"><a href=\"./\">Datanets</a> <a href=\"page-receipts\">Receipts</a>"
                    + " <a href=\"page-deliveries\">Deliveries</a> <a href=\"page-audit\">Decisions</a> <a href=\"page-health\">Health</a></nav>"
                    + "<form method=\"post\" action=\"session-end\"><button>Sign out</button></form>");

    private static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(Character.isISOControl(c) && c != '\n' && c != '\t' ? ' ' : c);
            }
        }
        return safe.toString();
    }
}
