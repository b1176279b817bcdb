package org.datanet.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes one self-contained HTML page: no request leaves it, scripts and styles are inlined and pinned by a content security
 * policy. The same model gives the same bytes. Thread-safe.
 */
public final class HtmlReport {
    private static final TemplateEngine TEMPLATES =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "org.datanet.report");

    private HtmlReport() {}

    /** The page as text. */
    public static String render(ReportModel model) {
        StringOutput output = new StringOutput(1 << 19);
        TEMPLATES.render("report.jte", ReportView.of(model), output);
        return output.toString();
    }

    /** Writes the page whole or not at all. */
    public static void write(ReportModel model, Path file) throws IOException {
        // Not createTempFile: a page is there to be read by others, so it gets the usual permissions.
        Path temporary = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            Files.writeString(temporary, render(model), StandardCharsets.UTF_8);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
