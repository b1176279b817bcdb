package org.datanet.rest;

import java.time.Instant;
import java.util.List;
import org.datanet.proof.Digest;

/** Stored documents, the latest first. */
public record ReportPage(List<Entry> reports) {
    public ReportPage {
        reports = List.copyOf(reports);
    }

    /**
     * One stored document.
     *
     * @param digest stands for it
     * @param bytes its size
     * @param storedAt by the server's clock
     * @param announced whether its event has been accepted, too
     */
    public record Entry(Digest digest, long bytes, Instant storedAt, boolean announced) {}
}
