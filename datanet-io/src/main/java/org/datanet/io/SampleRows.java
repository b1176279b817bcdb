package org.datanet.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.SampleId;
import org.datanet.io.InvalidInputException.Place;
import org.datanet.progress.Progress;

/** Reads one file of samples by the roles of its columns. Used for one file only. */
final class SampleRows {
    private static final int PROGRESS_EVERY = 1_024;

    private final DatanetDescriptor descriptor;
    private final List<String> labels;
    private final Set<String> labelSet;
    private final ReadLimits limits;
    private int lastEpoch;

    SampleRows(DatanetDescriptor descriptor, List<String> labels, ReadLimits limits) {
        this.descriptor = descriptor;
        this.labels = labels;
        this.labelSet = new HashSet<>(labels);
        this.limits = limits;
    }

    /** Adds the labels of a file. */
    static void collectLabels(DatanetDescriptor descriptor, Path file, ReadLimits limits, Set<String> found) {
        try (Rows rows = Rows.open(file, descriptor.columns().all(), limits)) {
            int column = Header.find(rows, descriptor.columns().label().orElseThrow(), "which has the role label");
            while (rows.next()) {
                if (!rows.isEmpty(column)) {
                    found.add(rows.text(column));
                }
            }
        }
    }

    /** Labels in ascending order: as numbers where all are whole numbers, else as texts. */
    static List<String> sorted(Collection<String> labels) {
        List<String> sorted = new ArrayList<>(labels);
        if (labels.stream().allMatch(label -> label.matches("0|-?[1-9][0-9]{0,17}"))) {
            sorted.sort((a, b) -> Long.compare(Long.parseLong(a), Long.parseLong(b)));
        }
        return List.copyOf(sorted);
    }

    /** Reads a file of at least one row. */
    Datanet.Builder read(Path file, Progress progress) {
        Datanet.Builder samples = Datanet.builder(descriptor.name(), descriptor.version())
                .featureNames(descriptor.columns().features())
                .labels(labels);
        progress.stage("reading " + file.getFileName(), 0);
        try (Rows rows = Rows.open(file, descriptor.columns().all(), limits)) {
            Roles roles = new Roles(rows, descriptor.columns());
            long[] lines = new long[64];
            while (rows.next()) {
                int row = samples.rows();
                if (row == lines.length) {
                    lines = Arrays.copyOf(lines, row + (row >> 1));
                }
                lines[row] = rows.line();
                add(samples, rows, roles, lines);
                if (samples.rows() % PROGRESS_EVERY == 0) {
                    progress.advance(PROGRESS_EVERY);
                }
            }
            progress.advance(samples.rows() % PROGRESS_EVERY);
        }
        if (samples.rows() == 0) {
            throw new InvalidInputException(Place.of(file), "has no rows", "", "add at least one sample");
        }
        return samples;
    }

    private void add(Datanet.Builder samples, Rows rows, Roles roles, long[] lines) {
        SampleId id = id(rows, roles.id);
        samples.row(id).ifPresent(earlier -> {
            throw rows.wrong(roles.id, "is already the id of line " + lines[earlier], "give every sample its own id");
        });
        SampleLine line = line(rows, roles, descriptor, labels, labelSet);
        if (line.epoch() < lastEpoch) {
            throw rows.wrong(
                    roles.epoch,
                    "comes after epoch " + lastEpoch,
                    "keep the rows in the order of intake, in which epochs never fall");
        }
        lastEpoch = line.epoch();
        Datanet.Row row = new Datanet.Row(id, line.contributor(), line.digest())
                .features(line.features())
                .epoch(lastEpoch);
        line.label().ifPresent(row::label);
        line.text().ifPresent(row::text);
        line.submittedAt().ifPresent(row::submittedAt);
        line.licence().ifPresent(row::licence);
        line.source().ifPresent(row::source);
        samples.add(row);
    }

    /** The present row by its roles. */
    static SampleLine line(
            Rows rows, Roles roles, DatanetDescriptor descriptor, List<String> labels, Set<String> labelSet) {
        SampleId id = id(rows, roles.id);
        ContributorId contributor = contributor(rows, roles.contributor);
        Payload payload = Payload.of(rows, roles, labels, labelSet);
        return new SampleLine(
                rows.line(),
                id,
                contributor,
                roles.epoch >= 0 ? rows.count(roles.epoch) : 0,
                roles.submittedAt >= 0 && !rows.isEmpty(roles.submittedAt)
                        ? Optional.of(rows.instant(roles.submittedAt))
                        : Optional.empty(),
                Optional.ofNullable(payload.label()),
                optional(rows, roles.licence).or(() -> descriptor.licences().assumed()),
                optional(rows, roles.source),
                payload.features(),
                Optional.ofNullable(payload.text()),
                payload.digest());
    }

    static ContributorId contributor(Rows rows, int column) {
        try {
            return new ContributorId(rows.text(column));
        } catch (IllegalArgumentException e) {
            throw rows.wrong(column, e, "name who brought the sample");
        }
    }

    static Optional<String> optional(Rows rows, int column) {
        return column < 0 || rows.isEmpty(column) ? Optional.empty() : Optional.of(rows.text(column));
    }

    static SampleId id(Rows rows, int column) {
        try {
            return new SampleId(rows.text(column));
        } catch (IllegalArgumentException e) {
            throw rows.wrong(column, e, "correct the id");
        }
    }
}
