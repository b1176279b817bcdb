package org.datanet.io;

import static org.datanet.io.InvalidInputException.quote;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.datanet.contribution.Commitment;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.Reveal;
import org.datanet.io.InvalidInputException.Place;
import org.datanet.proof.Digest;

/** Checks what a Datanet folder says of itself: that it can be read, and that what was shown is what had been promised. */
final class DatanetAudit {
    private DatanetAudit() {}

    static Verification verify(Path folder) {
        Checks checks = new Checks();
        try {
            DatanetReader reader = DatanetReader.open(folder);
            if (isNew(reader)) {
                checks.held("samples", "no rows yet");
                return new Verification(folder, "Datanet", checks.all());
            }
            Datanet datanet = reader.read();
            checks.held(
                    "samples",
                    "%d rows of %d contributors in %d epochs, root %s"
                            .formatted(
                                    datanet.rows(), datanet.contributors().size(), datanet.epochs(), datanet.root()));
            checks.held(
                    "verdicts",
                    "%d curations, %d annotations"
                            .formatted(
                                    datanet.curations().size(),
                                    datanet.annotations().size()));
            reader.readHoldout().ifPresent(holdout -> checks.held("holdout", "%d rows".formatted(holdout.rows())));
            promises(reader, datanet, checks);
        } catch (InvalidInputException e) {
            checks.failed("form", e);
        }
        return new Verification(folder, "Datanet", checks.all());
    }

    /** Whether no row has come in yet, and nothing says that there was one. */
    private static boolean isNew(DatanetReader reader) {
        Optional<Path> samples = reader.file("samples");
        if (samples.isPresent()) {
            try (Rows rows =
                    Rows.open(samples.get(), reader.descriptor().columns().all(), ReadLimits.defaults())) {
                if (rows.next()) {
                    return false;
                }
            }
        }
        return reader.reveals().isEmpty() && reader.curations().isEmpty();
    }

    private static void promises(DatanetReader reader, Datanet datanet, Checks checks) {
        Map<Digest, Commitment> unopened = new HashMap<>();
        for (Commitment commitment : reader.commitments()) {
            unopened.put(commitment.commitment(), commitment);
        }
        int promised = unopened.size();
        Place place = Place.of(reader.file("reveals").orElse(reader.folder()));
        for (Reveal reveal : reader.reveals()) {
            OptionalInt row = datanet.row(reveal.sample());
            if (row.isEmpty()) {
                checks.failed(
                        "promises",
                        place,
                        "sample %s is shown but not there"
                                .formatted(quote(reveal.sample().value())),
                        "ask the owner where it went");
                continue;
            }
            int at = row.getAsInt();
            Digest opened = Commitment.digest(
                    datanet.epoch(at), datanet.contributorId(at), datanet.digest(at), reveal.saltBytes());
            if (unopened.remove(opened) == null) {
                checks.failed(
                        "promises",
                        place,
                        "sample %s of %s opens no promise for epoch %d"
                                .formatted(
                                        quote(reveal.sample().value()), datanet.contributorId(at), datanet.epoch(at)),
                        "the row is not the one that was promised");
            }
        }
        checks.held("promises", "%d promised, %d not shown".formatted(promised, unopened.size()));
    }
}
