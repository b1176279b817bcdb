package org.datanet.hook.epochs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.deliver.PaidWitness;
import org.datanet.hook.intake.IntakeDesk;
import org.datanet.io.AtomicFile;
import org.datanet.proof.Digest;
import org.datanet.rest.PaidEpochs.Paid;

/**
 * The Datanet's own folder, where a copy of each report is kept as {@code paid/EPOCH-DIGEST.json}: restoring the database alone does not
 * take these back. Thread-safe.
 */
final class FolderWitness implements PaidWitness {
    private static final String FOLDER = "paid";
    private static final Pattern NAME = Pattern.compile("([0-9]{1,9})-([0-9a-f]{64})\\.json");

    private final IntakeDesk desk;

    FolderWitness(IntakeDesk desk) {
        this.desk = desk;
    }

    @Override
    public String name() {
        return "the Datanet's folder";
    }

    /** Keeps the document that paid an epoch. */
    void keep(DatanetId datanet, int epoch, Digest report, byte[] document) throws IOException {
        Path folder = Files.createDirectories(desk.folder(datanet).resolve(FOLDER));
        AtomicFile.write(file(folder, epoch, report), out -> out.write(document));
    }

    private static Path file(Path folder, int epoch, Digest report) {
        return folder.resolve("%d-%s.json".formatted(epoch, report.hex()));
    }

    @Override
    public List<Paid> paid(DatanetId datanet) throws IOException {
        Path folder = desk.folder(datanet).resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Paid> paid = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    paid.add(new Paid(
                            Integer.parseInt(name.group(1)),
                            Digest.parse(name.group(2)),
                            Instant.ofEpochMilli(Files.getLastModifiedTime(file).toMillis())));
                }
            }
        }
        return paid;
    }

    @Override
    public Optional<byte[]> report(DatanetId datanet, Paid paid) throws IOException {
        Path file = file(desk.folder(datanet).resolve(FOLDER), paid.epoch(), paid.report());
        return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }
}
