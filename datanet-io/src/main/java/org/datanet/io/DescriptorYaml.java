package org.datanet.io;

import static org.datanet.io.InvalidInputException.quote;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datanet.contribution.DatanetId;
import org.datanet.io.DatanetDescriptor.Columns;
import org.datanet.io.DatanetDescriptor.Licences;
import org.datanet.io.InvalidInputException.Place;

/** Reads and writes {@code datanet.yaml}. */
final class DescriptorYaml {
    private static final List<String> SINGLE_ROLES =
            List.of("id", "contributor", "epoch", "submitted_at", "label", "licence", "source", "text");

    private DescriptorYaml() {}

    static DatanetDescriptor read(Path file, ReadLimits limits) {
        YamlMap root =
                YamlMap.read(file, limits).only("name", "version", "description", "licences", "columns", "labels");
        String name = root.required("name", "my-datanet");
        String version = root.required("version", "1");
        YamlMap licences = root.map("licences").only("default", "allowed", "denied");
        Columns columns = columns(root);
        List<String> labels = labels(root);
        DatanetId id;
        try {
            id = new DatanetId(name);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    root.place("name"), String.valueOf(e.getMessage()), name, "choose another name", e);
        }
        try {
            return new DatanetDescriptor(
                    id,
                    version,
                    root.text("description"),
                    new Licences(
                            licences.text("default"),
                            Set.copyOf(licences.texts("allowed")),
                            Set.copyOf(licences.texts("denied"))),
                    columns,
                    labels);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    root.place("labels"), String.valueOf(e.getMessage()), "", "correct datanet.yaml", e);
        }
    }

    private static Columns columns(YamlMap root) {
        YamlMap columns = root.map("columns")
                .only(
                        "id",
                        "contributor",
                        "epoch",
                        "submitted_at",
                        "label",
                        "licence",
                        "source",
                        "features",
                        "text",
                        "ignored");
        Map<String, String> roleOf = new HashMap<>();
        for (String role : SINGLE_ROLES) {
            columns.text(role).ifPresent(column -> claim(roleOf, column, role, columns.place(role)));
        }
        for (String role : List.of("features", "ignored")) {
            List<String> names = columns.texts(role);
            List<Place> places = columns.itemPlaces(role);
            for (int i = 0; i < names.size(); i++) {
                claim(roleOf, names.get(i), role, places.get(i));
            }
        }
        if (!columns.has("features") && !columns.has("text")) {
            throw new InvalidInputException(
                    columns.place("features"),
                    "no column has the role features or text",
                    "",
                    "name the columns of numbers under columns.features, or the column of text under columns.text");
        }
        try {
            return new Columns(
                    columns.text("id").orElse("id"),
                    columns.text("contributor").orElse("contributor"),
                    columns.text("epoch"),
                    columns.text("submitted_at"),
                    columns.text("label"),
                    columns.text("licence"),
                    columns.text("source"),
                    columns.texts("features"),
                    columns.text("text"),
                    columns.texts("ignored"));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    columns.place("id"), String.valueOf(e.getMessage()), "", "give every column one role", e);
        }
    }

    private static void claim(Map<String, String> roleOf, String column, String role, Place place) {
        if (column.isEmpty()) {
            throw new InvalidInputException(place, "a column has no name", "", "name a column of the header");
        }
        String earlier = roleOf.put(column, role);
        if (earlier != null) {
            throw new InvalidInputException(
                    place,
                    "column %s has the role %s and the role %s".formatted(quote(column), earlier, role),
                    column,
                    "give it one role");
        }
    }

    private static List<String> labels(YamlMap root) {
        List<String> labels = root.texts("labels");
        for (int i = 0; i < labels.size(); i++) {
            String label = labels.get(i);
            if (label.isEmpty() || labels.indexOf(label) < i) {
                throw new InvalidInputException(
                        root.itemPlaces("labels").get(i),
                        label.isEmpty() ? "a label is empty" : "label %s stands twice".formatted(quote(label)),
                        label,
                        "remove it");
            }
        }
        return labels;
    }

    /** The file's text. Every value is quoted that YAML could take for something else. */
    static String text(DatanetDescriptor descriptor) {
        StringBuilder out = new StringBuilder();
        line(out, "name", Optional.of(descriptor.name().value()));
        line(out, "version", Optional.of(descriptor.version()));
        line(out, "description", descriptor.description());
        Licences licences = descriptor.licences();
        if (!licences.equals(Licences.any())) {
            out.append("licences:\n");
            line(out, "  default", licences.assumed());
            list(out, "  allowed", licences.allowed().stream().sorted().toList());
            list(out, "  denied", licences.denied().stream().sorted().toList());
        }
        Columns columns = descriptor.columns();
        out.append("columns:\n");
        line(out, "  id", Optional.of(columns.id()));
        line(out, "  contributor", Optional.of(columns.contributor()));
        line(out, "  epoch", columns.epoch());
        line(out, "  submitted_at", columns.submittedAt());
        line(out, "  label", columns.label());
        line(out, "  licence", columns.licence());
        line(out, "  source", columns.source());
        list(out, "  features", columns.features());
        line(out, "  text", columns.text());
        list(out, "  ignored", columns.ignored());
        list(out, "labels", descriptor.labels());
        return out.toString();
    }

    private static void line(StringBuilder out, String key, Optional<String> value) {
        value.ifPresent(
                text -> out.append(key).append(": ").append(scalar(text)).append('\n'));
    }

    private static void list(StringBuilder out, String key, List<String> values) {
        if (!values.isEmpty()) {
            out.append(key).append(": [");
            for (int i = 0; i < values.size(); i++) {
                out.append(i == 0 ? "" : ", ").append(scalar(values.get(i)));
            }
            out.append("]\n");
        }
    }

    /** A scalar, in double quotes unless it is plainly a word; JSON strings are YAML 1.2 scalars. */
    static String scalar(String value) {
        if (value.matches("[A-Za-z_][A-Za-z0-9_.-]*") && !value.matches("(?i)true|false|null|yes|no|on|off|y|n")) {
            return value;
        }
        StringBuilder quoted = new StringBuilder();
        JsonStrings.append(value, quoted);
        return quoted.toString();
    }
}
