package org.datanet.io;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.FeatureMatrix;

/**
 * What {@code datanet.yaml} says: what the Datanet is called and which columns of its files mean what.
 *
 * @param name names the Datanet
 * @param version as its owner calls it
 * @param description for people
 * @param licences of its rows
 * @param columns which column plays which role
 * @param labels the label set of samples and annotations, in its order; empty when the files themselves tell it
 */
public record DatanetDescriptor(
        DatanetId name,
        String version,
        Optional<String> description,
        Licences licences,
        Columns columns,
        List<String> labels) {
    /** The name of the file. */
    public static final String FILE = "datanet.yaml";

    public DatanetDescriptor {
        labels = List.copyOf(labels);
        if (version.isBlank()) {
            throw new IllegalArgumentException("a version is not blank");
        }
        if (new LinkedHashSet<>(labels).size() != labels.size()) {
            throw new IllegalArgumentException("labels are distinct, not " + labels);
        }
    }

    /** Describes a Datanet by the usual names of columns. */
    public static DatanetDescriptor of(Datanet datanet) {
        boolean times = false;
        boolean licences = false;
        boolean sources = false;
        for (int row = 0; row < datanet.rows(); row++) {
            times |= datanet.submittedAt(row).isPresent();
            licences |= datanet.licence(row).isPresent();
            sources |= datanet.source(row).isPresent();
        }
        Columns columns = new Columns(
                "id",
                "contributor",
                Optional.of("epoch"),
                when(times, "submitted_at"),
                when(!datanet.labels().isEmpty(), "label"),
                when(licences, "licence"),
                when(sources, "source"),
                datanet.features().map(FeatureMatrix::names).orElse(List.of()),
                when(datanet.hasText(), "text"),
                List.of());
        return new DatanetDescriptor(
                datanet.id(), datanet.version(), Optional.empty(), Licences.any(), columns, datanet.labels());
    }

    private static Optional<String> when(boolean present, String column) {
        return present ? Optional.of(column) : Optional.empty();
    }

    /**
     * Licences of rows, as SPDX identifiers.
     *
     * @param assumed licence of the rows that name none
     * @param allowed what intake accepts; empty accepts all that are not denied
     * @param denied what intake refuses
     */
    public record Licences(Optional<String> assumed, Set<String> allowed, Set<String> denied) {
        public Licences {
            allowed = Set.copyOf(allowed);
            denied = Set.copyOf(denied);
        }

        /** Accepts every licence and assumes none. */
        public static Licences any() {
            return new Licences(Optional.empty(), Set.of(), Set.of());
        }
    }

    /**
     * Names of columns by role. A Datanet has features, a text, or both.
     *
     * @param id of the sample
     * @param contributor who brought it
     * @param epoch that accepted it; all rows are of epoch 0 without it
     * @param submittedAt what the contributor says of the time
     * @param label of the sample
     * @param licence of the sample
     * @param source where it came from
     * @param features numbers, in this order
     * @param text of the sample
     * @param ignored columns that are there and mean nothing here
     */
    public record Columns(
            String id,
            String contributor,
            Optional<String> epoch,
            Optional<String> submittedAt,
            Optional<String> label,
            Optional<String> licence,
            Optional<String> source,
            List<String> features,
            Optional<String> text,
            List<String> ignored) {
        public Columns {
            features = List.copyOf(features);
            ignored = List.copyOf(ignored);
            if (features.isEmpty() && text.isEmpty()) {
                throw new IllegalArgumentException("no column has the role features or text");
            }
            List<String> all =
                    list(id, contributor, epoch, submittedAt, label, licence, source, features, text, ignored);
            Set<String> distinct = new LinkedHashSet<>();
            for (String column : all) {
                if (!distinct.add(column)) {
                    throw new IllegalArgumentException("column \"" + column + "\" has two roles");
                }
            }
        }

        /** All columns, roles first, in the order in which a writer writes them. */
        public List<String> all() {
            return list(id, contributor, epoch, submittedAt, label, licence, source, features, text, ignored);
        }

        private static List<String> list(
                String id,
                String contributor,
                Optional<String> epoch,
                Optional<String> submittedAt,
                Optional<String> label,
                Optional<String> licence,
                Optional<String> source,
                List<String> features,
                Optional<String> text,
                List<String> ignored) {
            List<String> all = new ArrayList<>(List.of(id, contributor));
            epoch.ifPresent(all::add);
            submittedAt.ifPresent(all::add);
            label.ifPresent(all::add);
            licence.ifPresent(all::add);
            source.ifPresent(all::add);
            all.addAll(features);
            text.ifPresent(all::add);
            all.addAll(ignored);
            return all;
        }
    }
}
