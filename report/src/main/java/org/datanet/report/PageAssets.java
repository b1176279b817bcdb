package org.datanet.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.datanet.proof.Digest;

/**
 * What every page carries with it: styles, scripts, and the content security policy that allows these and nothing else.
 *
 * @param style the style sheet
 * @param charts the chart library
 * @param script the page's own script
 */
public record PageAssets(String style, String charts, String script) {
    private static final String CHART_JS = "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";
    private static final PageAssets LOADED = new PageAssets(
            read("/org/datanet/report/report.css"), read(CHART_JS), read("/org/datanet/report/report.js"));

    /** The assets from the jar. */
    public static PageAssets load() {
        return LOADED;
    }

    /** A policy for a meta element: no requests at all, inline scripts by their digests. */
    public String contentSecurityPolicy() {
        return "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src %s %s; base-uri 'none'; form-action 'none'"
                .formatted(source(charts), source(script));
    }

    private static String source(String script) {
        MessageDigest sha = Digest.newSha256();
        byte[] digest = sha.digest(script.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }

    private static String read(String resource) {
        try (InputStream in = PageAssets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + resource + " is missing from the class path");
            }
            // A browser reads CR LF as LF, and digests are over what it reads.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("\r\n", "\n")
                    .replaceAll("//# sourceMappingURL=.*", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
