package org.datanet.quality;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.datanet.contribution.Datanet;
import org.datanet.curation.Annotation;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.quality.QualityPolicy.DetectorPolicy;

/**
 * What an inspection said of each row, so that a later inspection of a longer Datanet judges only the epochs that are new. Nothing
 * is taken on trust: an epoch counts as settled only if all rows up to its close are those that were inspected, and a detector's
 * part only if its settings are the same.
 *
 * @param closes the epochs inspected, ascending
 * @param parts what each detector said, by name
 */
public record InspectionIndex(List<Close> closes, SortedMap<String, Part> parts) {
    /** Raised whenever some detector comes to other verdicts on the same rows. */
    private static final int REVISION = 1;

    /**
     * The close of an epoch.
     *
     * @param rows rows up to there
     * @param digest stands for all of them
     */
    public record Close(int rows, Digest digest) {}

    /**
     * What one detector said.
     *
     * @param settings stands for everything besides the rows that it depends on
     * @param scores one per row, or none. Not to be written to
     * @param findings on rows, ascending
     */
    public record Part(Digest settings, double[] scores, List<Finding> findings) {
        public Part {
            findings = List.copyOf(findings);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Part part
                    && settings.equals(part.settings)
                    && Arrays.equals(scores, part.scores)
                    && findings.equals(part.findings);
        }

        @Override
        public int hashCode() {
            return 31 * settings.hashCode() + Arrays.hashCode(scores);
        }
    }

    public InspectionIndex {
        closes = List.copyOf(closes);
        parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
        int rows = 0;
        for (Close close : closes) {
            if (close.rows() <= rows) {
                throw new IllegalArgumentException(
                        "closes ascend, but %d rows follow %d".formatted(close.rows(), rows));
            }
            rows = close.rows();
        }
        for (Part part : parts.values()) {
            if (part.scores().length != 0 && part.scores().length != rows) {
                throw new IllegalArgumentException("%d rows have %d scores".formatted(rows, part.scores().length));
            }
        }
    }

    /** An index of nothing. */
    public static InspectionIndex empty() {
        return new InspectionIndex(List.of(), Collections.emptySortedMap());
    }

    /** The closes of a Datanet's epochs; linear in its size. */
    public static List<Close> closes(Datanet datanet) {
        MessageDigest all = Digest.newSha256();
        all.update(columns(datanet).toByteArray());
        List<Close> closes = new ArrayList<>();
        for (int row = 0; row < datanet.rows(); row++) {
            CanonicalBytes bytes = CanonicalBytes.tagged("datanet-inspected-row-1")
                    .bytes(datanet.rowBytes(row))
                    .number(datanet.label(row));
            if (datanet.features().isPresent()) {
                double[] values = datanet.features().get().values();
                int d = datanet.features().get().columns();
                for (int c = 0; c < d; c++) {
                    bytes.number(values[row * d + c]);
                }
            }
            if (datanet.hasText()) {
                bytes.text(datanet.text(row));
            }
            all.update(bytes.toByteArray());
            if (row + 1 == datanet.rows() || datanet.epoch(row + 1) != datanet.epoch(row)) {
                closes.add(new Close(row + 1, Digest.of(copy(all).digest())));
            }
        }
        return closes;
    }

    private static CanonicalBytes columns(Datanet datanet) {
        CanonicalBytes bytes = CanonicalBytes.tagged("datanet-inspected-columns-1");
        CanonicalQuality.texts(bytes, datanet.features().map(f -> f.names()).orElse(List.of()), Function.identity());
        CanonicalQuality.texts(bytes, datanet.labels(), Function.identity());
        return bytes;
    }

    private static MessageDigest copy(MessageDigest function) {
        try {
            return (MessageDigest) function.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of this platform cannot be copied", e);
        }
    }

    /** Stands for what a detector's verdicts depend on besides the rows: its settings, the seed and, if it reads them, annotations. */
    public static Digest settings(Detector detector, DetectorPolicy policy, long seed, Datanet datanet) {
        CanonicalBytes bytes = CanonicalBytes.tagged("datanet-detector-settings-1")
                .number(REVISION)
                .text(detector.name())
                .number(seed)
                .number(policy.rate());
        CanonicalQuality.option(bytes, policy.options());
        if (detector.needs().contains(Need.LABELS) || detector.needs().contains(Need.ANNOTATIONS)) {
            for (Annotation annotation : datanet.annotations()) {
                bytes.text(annotation.sample().value())
                        .text(annotation.annotator().value())
                        .text(annotation.label());
            }
        }
        return bytes.toDigest();
    }

    /** How many rows, in whole epochs, are those that were inspected. */
    public int settledRows(List<Close> now) {
        int rows = 0;
        for (int i = 0; i < Math.min(now.size(), closes.size()) && now.get(i).equals(closes.get(i)); i++) {
            rows = now.get(i).rows();
        }
        return rows;
    }

    /** What a detector with these settings said of the first rows; nothing if it was not asked or asked otherwise. */
    public Settled settled(String detector, Digest settings, int rows) {
        Part part = parts.get(detector);
        if (part == null || rows == 0 || !part.settings().equals(settings)) {
            return Settled.NONE;
        }
        return new Settled(
                rows,
                part.scores().length == 0 ? part.scores() : Arrays.copyOf(part.scores(), rows),
                part.findings().stream()
                        .filter(f -> f.subject() instanceof Subject.Row row && row.row() < rows)
                        .toList());
    }

    /** Stands for the whole index. */
    public Digest digest() {
        CanonicalBytes bytes =
                CanonicalBytes.tagged("datanet-inspection-index-1").number(closes.size());
        for (Close close : closes) {
            bytes.number(close.rows()).digest(close.digest());
        }
        bytes.number(parts.size());
        parts.forEach((name, part) -> {
            bytes.text(name).digest(part.settings()).number(part.scores().length);
            for (double score : part.scores()) {
                bytes.number(Double.doubleToLongBits(score + 0.0));
            }
            bytes.number(part.findings().size());
            part.findings().forEach(finding -> bytes.bytes(finding.bytes()));
        });
        return bytes.toDigest();
    }
}
