package org.datanet.hook.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.datanet.io.InvalidInputException;
import org.datanet.io.JsonDocument;
import org.datanet.io.Reports;
import org.datanet.reward.RewardReport;

/** Reward reports as the bytes of {@code rewards.json}: what is delivered and served is what {@code datanet verify} takes. */
public final class RewardDocuments {
    private RewardDocuments() {}

    /** The one sequence of bytes of a report. */
    public static byte[] write(RewardReport report) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Reports.REWARDS.write(report, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * Reads a report and checks every byte of it.
     *
     * @throws MalformedJson saying line, column and what is wrong there
     */
    public static RewardReport read(byte[] document) throws MalformedJson, IOException {
        return read(Reports.REWARDS, document);
    }

    /** Reads a report of any kind and checks every byte of it. */
    public static <T> T read(JsonDocument<T> form, byte[] document) throws MalformedJson, IOException {
        RecordJson.checkSyntax(document);
        // Files of reports are read from files only, which for a moment makes one of this.
        Path file = Files.createTempFile("datanet-report", ".json");
        try {
            Files.write(file, document);
            return form.read(file);
        } catch (InvalidInputException e) {
            throw new MalformedJson(
                    "",
                    false,
                    "line %d, column %d: %s%s"
                            .formatted(
                                    e.place().line(),
                                    e.place().column(),
                                    e.problem(),
                                    e.value().isEmpty() ? "" : " (\"" + e.value() + "\")"));
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
