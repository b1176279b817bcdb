package org.datanet.io;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.datanet.contribution.Commitment;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.contribution.Reveal;
import org.datanet.curation.Annotation;
import org.datanet.curation.Curation;

/**
 * Writes a Datanet as a folder that {@link DatanetReader} reads back to the same rows, digests and root. The folder appears
 * whole or not at all. Same Datanet, same bytes. Not thread-safe.
 */
public final class DatanetWriter {
    private final Datanet samples;
    private DatanetDescriptor descriptor;
    private Optional<Datanet> holdout = Optional.empty();
    private Optional<Datanet> reference = Optional.empty();
    private List<Commitment> commitments = List.of();
    private List<Reveal> reveals = List.of();

    private DatanetWriter(Datanet samples, DatanetDescriptor descriptor) {
        this.samples = samples;
        this.descriptor = descriptor;
    }

    /** Starts to write a Datanet, described by the usual names of columns. */
    public static DatanetWriter of(Datanet samples) {
        return new DatanetWriter(samples, DatanetDescriptor.of(samples));
    }

    /**
     * Begins a Datanet that has no rows yet: its description and a header, for {@link Intake} to append to.
     *
     * @throws FileAlreadyExistsException when there is a folder already that is not empty
     */
    public static void begin(Path folder, DatanetDescriptor descriptor) throws IOException {
        DatanetDescriptor.Columns columns = descriptor.columns();
        Datanet none = Datanet.builder(descriptor.name(), descriptor.version())
                .featureNames(columns.features())
                .labels(descriptor.labels())
                .build();
        new DatanetWriter(none, descriptor).write(folder);
    }

    /**
     * Describes it otherwise. Columns under {@code ignored} are not written.
     *
     * @throws IllegalArgumentException when it does not describe this Datanet
     */
    public DatanetWriter describedBy(DatanetDescriptor other) {
        if (!other.name().equals(samples.id()) || !other.version().equals(samples.version())) {
            throw new IllegalArgumentException("the descriptor is of %s %s, the Datanet is %s %s"
                    .formatted(other.name(), other.version(), samples.id(), samples.version()));
        }
        List<String> features = samples.features().map(FeatureMatrix::names).orElse(List.of());
        if (!other.columns().features().equals(features)
                || other.columns().text().isPresent() != samples.hasText()) {
            throw new IllegalArgumentException("the descriptor names other features or text than the Datanet has");
        }
        descriptor = other;
        return this;
    }

    /** Adds the owner's private rows. */
    public DatanetWriter holdout(Datanet rows) {
        holdout = Optional.of(rows);
        return this;
    }

    /** Adds the rows that the owner has published. */
    public DatanetWriter reference(Datanet rows) {
        reference = Optional.of(rows);
        return this;
    }

    /** Adds what was promised. */
    public DatanetWriter commitments(List<Commitment> all) {
        commitments = List.copyOf(all);
        return this;
    }

    /** Adds what opens the promises. */
    public DatanetWriter reveals(List<Reveal> all) {
        reveals = List.copyOf(all);
        return this;
    }

    /**
     * Writes the folder.
     *
     * @throws FileAlreadyExistsException when there is one already that is not empty
     */
    public void write(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                if (entries.iterator().hasNext()) {
                    throw new FileAlreadyExistsException(
                            folder.toString(), null, "the folder is not empty; name a new one");
                }
            }
            Files.delete(folder);
        }
        Path parent = AtomicFile.directory(folder);
        Files.createDirectories(parent);
        Path temporary = Files.createTempDirectory(parent, ".datanet-");
        try {
            if (AtomicFile.isPosix(temporary)) {
                Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            writeFiles(temporary);
            AtomicFile.force(temporary);
            Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
            AtomicFile.force(parent);
        } catch (IOException | RuntimeException e) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(temporary)) {
                for (Path entry : entries) {
                    Files.deleteIfExists(entry);
                }
            }
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    private void writeFiles(Path folder) throws IOException {
        AtomicFile.write(
                folder.resolve(DatanetDescriptor.FILE),
                out -> out.write(DescriptorYaml.text(descriptor).getBytes(StandardCharsets.UTF_8)));
        AtomicFile.write(folder.resolve("samples.csv"), out -> samples(samples, out));
        if (holdout.isPresent()) {
            // Whoever can read it can be paid for copying it.
            Datanet secret = holdout.get();
            AtomicFile.writeSecret(folder.resolve("holdout.csv"), out -> samples(secret, out));
        }
        owned(folder.resolve("reference.csv"), reference);
        if (!samples.curations().isEmpty()) {
            AtomicFile.write(folder.resolve("curations.csv"), out -> {
                CsvWriter csv = csv(out);
                csv.writeRecord("sample", "curator", "verdict", "at");
                for (Curation c : samples.curations()) {
                    csv.writeRecord(curation(c));
                }
                csv.flush();
            });
        }
        if (!samples.annotations().isEmpty()) {
            AtomicFile.write(folder.resolve("annotations.csv"), out -> {
                CsvWriter csv = csv(out);
                csv.writeRecord("sample", "annotator", "label", "at", "seconds");
                for (Annotation a : samples.annotations()) {
                    csv.writeRecord(
                            a.sample().value(),
                            a.annotator().value(),
                            a.label(),
                            a.at().toString(),
                            EcmaNumber.of(a.seconds()));
                }
                csv.flush();
            });
        }
        if (!commitments.isEmpty()) {
            AtomicFile.write(folder.resolve("commitments.csv"), out -> {
                CsvWriter csv = csv(out);
                csv.writeRecord("epoch", "contributor", "commitment", "at");
                for (Commitment c : commitments) {
                    csv.writeRecord(commitment(c));
                }
                csv.flush();
            });
        }
        if (!reveals.isEmpty()) {
            AtomicFile.write(folder.resolve("reveals.csv"), out -> {
                CsvWriter csv = csv(out);
                csv.writeRecord("sample", "salt");
                for (Reveal reveal : reveals) {
                    csv.writeRecord(reveal.sample().value(), reveal.salt());
                }
                csv.flush();
            });
        }
    }

    private void owned(Path file, Optional<Datanet> part) throws IOException {
        if (part.isPresent()) {
            Datanet rows = part.get();
            AtomicFile.write(file, out -> samples(rows, out));
        }
    }

    static List<String> curation(Curation c) {
        return List.of(
                c.sample().value(),
                c.curator().value(),
                c.verdict().name().toLowerCase(Locale.ROOT),
                c.at().toString());
    }

    static List<String> commitment(Commitment c) {
        return List.of(
                Integer.toString(c.epoch()),
                c.contributor().value(),
                c.commitment().hex(),
                c.at().toString());
    }

    /** CSV with line feeds; flushed, never closed, by its user. */
    static CsvWriter csv(OutputStream out) {
        return CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .build(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    private void samples(Datanet rows, OutputStream out) throws IOException {
        DatanetDescriptor.Columns columns = descriptor.columns();
        CsvWriter csv = csv(out);
        List<String> header = new ArrayList<>(columns.all());
        header.removeAll(columns.ignored());
        csv.writeRecord(header);
        List<String> cells = new ArrayList<>(header.size());
        for (int row = 0; row < rows.rows(); row++) {
            cells.clear();
            cells.add(rows.sampleId(row).value());
            cells.add(rows.contributorId(row).value());
            int at = row;
            columns.epoch().ifPresent(c -> cells.add(Integer.toString(rows.epoch(at))));
            columns.submittedAt()
                    .ifPresent(c ->
                            cells.add(rows.submittedAt(at).map(Object::toString).orElse("")));
            columns.label()
                    .ifPresent(c ->
                            cells.add(rows.label(at) < 0 ? "" : rows.labels().get(rows.label(at))));
            columns.licence().ifPresent(c -> cells.add(rows.licence(at).orElse("")));
            columns.source().ifPresent(c -> cells.add(rows.source(at).orElse("")));
            for (int feature = 0; feature < columns.features().size(); feature++) {
                cells.add(EcmaNumber.of(rows.features().orElseThrow().get(row, feature)));
            }
            columns.text().ifPresent(c -> cells.add(rows.text(at)));
            csv.writeRecord(cells);
        }
        csv.flush();
    }
}
