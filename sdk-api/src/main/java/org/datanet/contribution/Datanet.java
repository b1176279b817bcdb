package org.datanet.contribution;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.datanet.curation.Annotation;
import org.datanet.curation.Curation;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;
import org.jspecify.annotations.Nullable;

/**
 * A community-owned data set, as columns in intake order: every column has one entry a row, and a row is a dense {@code int}
 * from 0. Contributors and labels are indices into their lists. Immutable and thread-safe, once built.
 */
public final class Datanet {
    private final DatanetId id;
    private final String version;
    private final String[] sampleIds;
    private final int[] contributors;
    private final List<ContributorId> contributorIds;
    private final int[] epochs;
    private final long[] submittedAt;
    private final int[] labels;
    private final List<String> labelNames;
    private final @Nullable String[] licences;
    private final @Nullable String[] sources;
    private final @Nullable String[] texts;
    private final boolean textsElsewhere;
    private final @Nullable FeatureMatrix features;
    private final byte[] digests;
    private final List<Curation> curations;
    private final List<Annotation> annotations;
    private final Map<String, Integer> rowOfId;
    private final Digest root;

    private Datanet(Builder b) {
        int rows = b.sampleIds.size();
        id = b.id;
        version = b.version;
        sampleIds = b.sampleIds.toArray(String[]::new);
        contributors = Arrays.copyOf(b.contributors, rows);
        contributorIds = List.copyOf(b.contributorIds);
        epochs = Arrays.copyOf(b.epochs, rows);
        submittedAt = Arrays.copyOf(b.submittedAt, rows);
        labels = Arrays.copyOf(b.labels, rows);
        labelNames = List.copyOf(b.labelNames);
        licences = b.licences.toArray(String[]::new);
        sources = b.sources.toArray(String[]::new);
        texts = b.texts.toArray(String[]::new);
        textsElsewhere = b.textsElsewhere;
        features = b.featureNames.isEmpty()
                ? null
                : new FeatureMatrix(b.featureNames, rows, Arrays.copyOf(b.features, rows * b.featureNames.size()));
        digests = Arrays.copyOf(b.digests, rows * Digest.LENGTH);
        curations = List.copyOf(b.curations);
        annotations = List.copyOf(b.annotations);
        rowOfId = b.rowOfId;
        byte[] leaves = new byte[rows * Digest.LENGTH];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(MerkleTree.leaf(rowBytes(row)).bytes(), 0, leaves, row * Digest.LENGTH, Digest.LENGTH);
        }
        root = MerkleTree.ofFlat(leaves).root();
    }

    /** Starts a Datanet; rows are added in intake order. */
    public static Builder builder(DatanetId id, String version) {
        return new Builder(id, version);
    }

    public DatanetId id() {
        return id;
    }

    public String version() {
        return version;
    }

    /** Number of rows. */
    public int rows() {
        return sampleIds.length;
    }

    /** Number of epochs: one more than the highest, 0 for no rows. */
    public int epochs() {
        return rows() == 0 ? 0 : epochs[rows() - 1] + 1;
    }

    public SampleId sampleId(int row) {
        return new SampleId(sampleIds[row]);
    }

    /** The row of a sample, if the Datanet has it. */
    public OptionalInt row(SampleId sample) {
        Integer row = rowOfId.get(sample.value());
        return row == null ? OptionalInt.empty() : OptionalInt.of(row);
    }

    /** Index into {@link #contributors()}. */
    public int contributor(int row) {
        return contributors[row];
    }

    /** Distinct contributors in the order of their first row. */
    public List<ContributorId> contributors() {
        return contributorIds;
    }

    public ContributorId contributorId(int row) {
        return contributorIds.get(contributors[row]);
    }

    /** The epoch that accepted the row; never decreases from row to row. */
    public int epoch(int row) {
        return epochs[row];
    }

    /** The first row of the epoch or of the next one that has rows; {@link #rows()} past the last. Rows of an epoch stand together. */
    public int firstRow(int epoch) {
        int low = 0;
        int high = rows();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (epochs[middle] < epoch) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    public Optional<Instant> submittedAt(int row) {
        return submittedAt[row] == Long.MIN_VALUE
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(submittedAt[row]));
    }

    /** The declared label set, in declared order; empty when the Datanet has no labels. */
    public List<String> labels() {
        return labelNames;
    }

    /** Index into {@link #labels()}, -1 for a row without a label. */
    public int label(int row) {
        return labels[row];
    }

    public Optional<String> licence(int row) {
        return Optional.ofNullable(licences[row]);
    }

    public Optional<String> source(int row) {
        return Optional.ofNullable(sources[row]);
    }

    /** The features, if the Datanet has them: {@code rows x d}. */
    public Optional<FeatureMatrix> features() {
        return Optional.ofNullable(features);
    }

    /** Whether the rows have texts, held here or {@linkplain Builder#textsElsewhere() elsewhere}. */
    public boolean hasText() {
        return rows() > 0 && (textsElsewhere || texts[0] != null);
    }

    /**
     * The text of a row.
     *
     * @throws IllegalStateException when the Datanet holds no text
     */
    public String text(int row) {
        String text = texts[row];
        if (text == null) {
            throw new IllegalStateException(
                    "Datanet " + id + (textsElsewhere ? " has its texts elsewhere" : " holds no text"));
        }
        return text;
    }

    /** SHA-256 of the row's canonical payload. */
    public Digest digest(int row) {
        return Digest.of(Arrays.copyOfRange(digests, row * Digest.LENGTH, (row + 1) * Digest.LENGTH));
    }

    /** RFC 9162 Merkle root over all rows in intake order. */
    public Digest root() {
        return root;
    }

    /** The bytes that stand for a row under the root: id, contributor, epoch, and payload digest. */
    public byte[] rowBytes(int row) {
        return rowBytes(sampleIds[row], contributorIds.get(contributors[row]).value(), epochs[row], digest(row));
    }

    /** The bytes that stand for a row under the root. */
    public static byte[] rowBytes(String sample, String contributor, int epoch, Digest payload) {
        return CanonicalBytes.tagged("datanet-row-1")
                .text(sample)
                .text(contributor)
                .number(epoch)
                .digest(payload)
                .toByteArray();
    }

    public List<Curation> curations() {
        return curations;
    }

    public List<Annotation> annotations() {
        return annotations;
    }

    /**
     * The state that had so many rows, with what curators and annotators have said of those rows until now.
     *
     * @param count 0 to {@link #rows()}
     */
    public Datanet first(int count) {
        if (count < 0 || count > rows()) {
            throw new IllegalArgumentException("a state of %s has 0 to %d rows, not %d".formatted(this, rows(), count));
        }
        if (count == rows()) {
            return this;
        }
        Builder state = new Builder(id, version).labels(labelNames);
        FeatureMatrix columns = features;
        if (columns != null) {
            state.featureNames(columns.names());
        }
        for (int row = 0; row < count; row++) {
            Row copy = new Row(sampleId(row), contributorId(row), digest(row)).epoch(epochs[row]);
            submittedAt(row).ifPresent(copy::submittedAt);
            licence(row).ifPresent(copy::licence);
            source(row).ifPresent(copy::source);
            if (labels[row] >= 0) {
                copy.label(labelNames.get(labels[row]));
            }
            if (columns != null) {
                copy.features(columns.row(row));
            }
            if (texts[row] != null) {
                copy.text(text(row));
            }
            state.add(copy);
        }
        return state.curations(curations.stream()
                        .filter(curation -> state.row(curation.sample()).isPresent())
                        .toList())
                .annotations(annotations.stream()
                        .filter(annotation -> state.row(annotation.sample()).isPresent())
                        .toList())
                .build();
    }

    /** One row as a value. */
    public Sample sample(int row) {
        return new Sample(
                sampleId(row),
                contributorId(row),
                row,
                epoch(row),
                submittedAt(row),
                digest(row),
                labels[row] < 0 ? Optional.empty() : Optional.of(labelNames.get(labels[row])),
                licence(row),
                source(row),
                Optional.ofNullable(texts[row]));
    }

    @Override
    public String toString() {
        return "Datanet[%s %s, %d rows, %d contributors]".formatted(id, version, rows(), contributorIds.size());
    }

    /** Collects rows in intake order. Not thread-safe; {@link #build()} may be called once. */
    public static final class Builder {
        private final DatanetId id;
        private final String version;
        private final List<String> sampleIds = new ArrayList<>();
        private final Map<String, Integer> rowOfId = new HashMap<>();
        private final Map<ContributorId, Integer> contributorIndex = new HashMap<>();
        private final List<ContributorId> contributorIds = new ArrayList<>();
        private final List<@Nullable String> licences = new ArrayList<>();
        private final List<@Nullable String> sources = new ArrayList<>();
        private final List<@Nullable String> texts = new ArrayList<>();
        private final List<Curation> curations = new ArrayList<>();
        private final List<Annotation> annotations = new ArrayList<>();
        private int[] contributors = new int[64];
        private int[] epochs = new int[64];
        private long[] submittedAt = new long[64];
        private int[] labels = new int[64];
        private byte[] digests = new byte[64 * Digest.LENGTH];
        private double[] features = new double[0];
        private List<String> featureNames = List.of();
        private List<String> labelNames = List.of();
        private boolean textsElsewhere;
        private final Map<String, Integer> labelIndex = new HashMap<>();

        private Builder(DatanetId id, String version) {
            this.id = id;
            this.version = Objects.requireNonNull(version);
        }

        /** Declares the feature columns, before the first row. */
        public Builder featureNames(List<String> names) {
            featureNames = List.copyOf(names);
            features = new double[64 * names.size()];
            return this;
        }

        /** Declares the label set, before the first row. */
        public Builder labels(List<String> names) {
            labelNames = List.copyOf(names);
            for (int i = 0; i < labelNames.size(); i++) {
                if (labelIndex.put(labelNames.get(i), i) != null) {
                    throw new IllegalArgumentException("label \"" + labelNames.get(i) + "\" is declared twice");
                }
            }
            return this;
        }

        /**
         * Declares that every row has a text which is kept elsewhere, by an engine that carries more texts than one machine holds. Digests
         * and the root are those of the same rows with their texts.
         */
        public Builder textsElsewhere() {
            textsElsewhere = true;
            return this;
        }

        /** Number of rows so far. */
        public int rows() {
            return sampleIds.size();
        }

        /** The row of a sample, if it has been added. */
        public OptionalInt row(SampleId sample) {
            Integer row = rowOfId.get(sample.value());
            return row == null ? OptionalInt.empty() : OptionalInt.of(row);
        }

        /**
         * Adds a row.
         *
         * @throws IllegalArgumentException naming the value that is wrong: a duplicate id, a label outside the declared set, a
         *     falling epoch, a wrong number of features, a number that is not finite
         */
        public Builder add(Row row) {
            int at = sampleIds.size();
            Integer earlier = rowOfId.putIfAbsent(row.id.value(), at);
            if (earlier != null) {
                throw new IllegalArgumentException(
                        "sample id \"%s\" stands twice, first in row %d".formatted(row.id, earlier + 1));
            }
            if (row.epoch < 0 || at > 0 && row.epoch < epochs[at - 1]) {
                throw new IllegalArgumentException("epoch %d after epoch %d: epochs never decrease in intake order"
                        .formatted(row.epoch, at == 0 ? 0 : epochs[at - 1]));
            }
            if (row.features.length != featureNames.size()) {
                throw new IllegalArgumentException(
                        "%d features are declared, the row has %d".formatted(featureNames.size(), row.features.length));
            }
            grow(at);
            contributors[at] = contributorIndex.computeIfAbsent(row.contributor, c -> {
                contributorIds.add(c);
                return contributorIds.size() - 1;
            });
            epochs[at] = row.epoch;
            submittedAt[at] = row.submittedAt == null ? Long.MIN_VALUE : row.submittedAt.toEpochMilli();
            labels[at] = labelOf(row.label);
            System.arraycopy(row.features, 0, features, at * featureNames.size(), row.features.length);
            System.arraycopy(row.digest.bytes(), 0, digests, at * Digest.LENGTH, Digest.LENGTH);
            sampleIds.add(row.id.value());
            licences.add(row.licence);
            sources.add(row.source);
            texts.add(row.text);
            return this;
        }

        private int labelOf(@Nullable String label) {
            if (label == null) {
                return -1;
            }
            Integer index = labelIndex.get(label);
            if (index == null) {
                throw new IllegalArgumentException(
                        "label \"%s\" is not in the declared set %s".formatted(label, labelNames));
            }
            return index;
        }

        private void grow(int at) {
            if (at < contributors.length) {
                return;
            }
            int size = Math.max(at + 1, at + (at >> 1));
            contributors = Arrays.copyOf(contributors, size);
            epochs = Arrays.copyOf(epochs, size);
            submittedAt = Arrays.copyOf(submittedAt, size);
            labels = Arrays.copyOf(labels, size);
            digests = Arrays.copyOf(digests, Math.multiplyExact(size, Digest.LENGTH));
            features = Arrays.copyOf(features, Math.multiplyExact(size, featureNames.size()));
        }

        public Builder curations(List<Curation> all) {
            curations.addAll(all);
            return this;
        }

        public Builder annotations(List<Annotation> all) {
            annotations.addAll(all);
            return this;
        }

        /** The finished Datanet. */
        public Datanet build() {
            return new Datanet(this);
        }
    }

    /** One row on its way into a Datanet. Not thread-safe. */
    public static final class Row {
        private final SampleId id;
        private final ContributorId contributor;
        private final Digest digest;
        private int epoch;
        private double[] features = new double[0];
        private @Nullable Instant submittedAt;
        private @Nullable String label;
        private @Nullable String licence;
        private @Nullable String source;
        private @Nullable String text;

        /** @param digest SHA-256 of the canonical payload */
        public Row(SampleId id, ContributorId contributor, Digest digest) {
            this.id = id;
            this.contributor = contributor;
            this.digest = digest;
        }

        public Row epoch(int value) {
            epoch = value;
            return this;
        }

        /** @param values one per declared feature, copied when the row is added */
        public Row features(double[] values) {
            features = values;
            return this;
        }

        public Row submittedAt(Instant value) {
            submittedAt = value;
            return this;
        }

        public Row label(String value) {
            label = value;
            return this;
        }

        public Row licence(String value) {
            licence = value;
            return this;
        }

        public Row source(String value) {
            source = value;
            return this;
        }

        public Row text(String value) {
            text = value;
            return this;
        }
    }
}
