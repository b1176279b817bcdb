package org.datanet.io;

import static org.datanet.io.InvalidInputException.quote;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.SampleId;
import org.datanet.io.DatanetDescriptor.Columns;
import org.datanet.io.DatanetDescriptor.Licences;
import org.datanet.io.InvalidInputException.Place;
import org.datanet.proof.Digest;

/** Checks the rows of one contribution and stages them as rows of the Datanet's samples. */
final class SampleStage {
    private final DatanetDescriptor descriptor;
    private final IntakeJournal journal;
    private final Standing standing;
    private final ReadLimits limits;
    private final Path target;

    SampleStage(DatanetReader reader, IntakeJournal journal, Standing standing, ReadLimits limits) {
        this.descriptor = reader.descriptor();
        this.journal = journal;
        this.standing = standing;
        this.limits = limits;
        this.target = reader.file("samples").orElse(reader.folder().resolve("samples.csv"));
    }

    /** Told of every row that is sound. */
    interface Listener {
        void accepted(Place line, SampleId id, Digest payload);
    }

    /** Stages all rows of a file and gives their number. */
    int add(Path file, ContributorId who, int epoch, Instant now, Listener listener) throws IOException {
        Columns columns = descriptor.columns();
        Set<String> optional = new HashSet<>(columns.ignored());
        optional.add(columns.contributor());
        columns.epoch().ifPresent(optional::add);
        columns.submittedAt().ifPresent(optional::add);
        columns.licence().ifPresent(optional::add);
        columns.source().ifPresent(optional::add);
        Set<String> numeric = new HashSet<>(columns.features());
        columns.epoch().ifPresent(numeric::add);
        Map<String, Long> lineOf = new LinkedHashMap<>();
        Set<String> labelSet = new HashSet<>(descriptor.labels());
        int count = 0;
        try (Rows rows = Rows.open(file, columns.all(), limits)) {
            Roles roles = new Roles(rows, columns, optional);
            RowStage stage = RowStage.begin(journal, target, columns.all(), numeric, limits);
            while (rows.next()) {
                SampleId id = SampleRows.id(rows, roles.id);
                Long earlier = lineOf.putIfAbsent(id.value(), rows.line());
                if (earlier != null || standing.has(id)) {
                    throw rows.wrong(
                            roles.id,
                            earlier != null
                                    ? "is already the id of line " + earlier
                                    : "is already the id of a sample of this Datanet",
                            "give every sample its own id");
                }
                if (roles.contributor >= 0
                        && !rows.isEmpty(roles.contributor)
                        && !rows.text(roles.contributor).equals(who.value())) {
                    throw rows.wrong(
                            roles.contributor,
                            "is not " + quote(who.value()) + ", who contributes",
                            "leave the column out, or contribute as that person");
                }
                if (roles.epoch >= 0 && !rows.isEmpty(roles.epoch) && rows.count(roles.epoch) != epoch) {
                    throw rows.wrong(
                            roles.epoch, "is not epoch " + epoch + ", which takes rows", "leave the column out");
                }
                Payload payload = Payload.of(rows, roles, descriptor.labels(), labelSet);
                stage.add(values(rows, roles, id, who, epoch, now, payload));
                listener.accepted(rows.place(roles.id), id, payload.digest());
                count++;
            }
            stage.end();
        }
        if (count == 0) {
            throw new InvalidInputException(Place.of(file), "has no rows", "", "add at least one row");
        }
        return count;
    }

    private Map<String, String> values(
            Rows rows, Roles roles, SampleId id, ContributorId who, int epoch, Instant now, Payload payload) {
        Columns columns = descriptor.columns();
        Map<String, String> values = new LinkedHashMap<>();
        values.put(columns.id(), id.value());
        values.put(columns.contributor(), who.value());
        columns.epoch().ifPresent(column -> values.put(column, Integer.toString(epoch)));
        columns.submittedAt().ifPresent(column -> {
            boolean given = roles.submittedAt >= 0 && !rows.isEmpty(roles.submittedAt);
            values.put(column, (given ? rows.instant(roles.submittedAt) : now).toString());
        });
        checkLicence(rows, roles);
        columns.licence()
                .ifPresent(column ->
                        SampleRows.optional(rows, roles.licence).ifPresent(licence -> values.put(column, licence)));
        columns.source()
                .ifPresent(column ->
                        SampleRows.optional(rows, roles.source).ifPresent(source -> values.put(column, source)));
        for (int i = 0; i < payload.features().length; i++) {
            values.put(columns.features().get(i), EcmaNumber.of(payload.features()[i]));
        }
        String label = payload.label();
        if (label != null) {
            values.put(columns.label().orElseThrow(), label);
        }
        String text = payload.text();
        if (text != null) {
            values.put(columns.text().orElseThrow(), text);
        }
        for (String column : columns.ignored()) {
            int at = rows.columns().indexOf(column);
            if (at >= 0 && !rows.isEmpty(at)) {
                values.put(column, rows.text(at));
            }
        }
        return values;
    }

    private void checkLicence(Rows rows, Roles roles) {
        Licences licences = descriptor.licences();
        String licence =
                SampleRows.optional(rows, roles.licence).or(licences::assumed).orElse("");
        boolean allowed = licences.allowed().isEmpty() || licences.allowed().contains(licence);
        if (allowed && !licences.denied().contains(licence)) {
            return;
        }
        Place place = roles.licence >= 0 ? rows.place(roles.licence) : rows.place(roles.id);
        throw new InvalidInputException(
                place,
                licence.isEmpty()
                        ? "the row names no licence"
                        : "licence %s is not accepted by this Datanet".formatted(quote(licence)),
                licence,
                licences.allowed().isEmpty()
                        ? "contribute what may be shared"
                        : "it accepts "
                                + String.join(
                                        ", ",
                                        licences.allowed().stream().sorted().toList()));
    }
}
