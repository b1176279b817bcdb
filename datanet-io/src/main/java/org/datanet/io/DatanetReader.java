package org.datanet.io;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.datanet.contribution.Commitment;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.Reveal;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Annotation;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.curation.Verdict;
import org.datanet.io.InvalidInputException.Place;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;

/**
 * Reads a Datanet folder, as {@code docs/FORMATS.md} describes it. Files are streamed: what stays in memory is the columns of the
 * finished {@link Datanet}. Nothing is repaired or guessed; whatever is not as documented is an {@link InvalidInputException}
 * that names file, line, column, value and remedy, and so is a file that cannot be read. Thread-safe: every call reads anew.
 */
public final class DatanetReader {
    private static final List<String> ANNOTATION_COLUMNS = List.of("sample", "annotator", "label", "at", "seconds");

    private final Path folder;
    private final ReadLimits limits;
    private final DatanetDescriptor descriptor;

    private DatanetReader(Path folder, ReadLimits limits) {
        this.folder = folder;
        this.limits = limits;
        this.descriptor = readDescriptor();
    }

    /** Opens a folder with the default limits and reads its {@code datanet.yaml}. */
    public static DatanetReader open(Path folder) {
        return open(folder, ReadLimits.defaults());
    }

    /** Opens a folder and reads its {@code datanet.yaml}. */
    public static DatanetReader open(Path folder, ReadLimits limits) {
        return new DatanetReader(folder, limits);
    }

    private void refusePending() {
        if (IntakeJournal.isPending(folder)) {
            throw new InvalidInputException(
                    Place.of(folder),
                    "an intake is under way or was interrupted",
                    "",
                    "try again, or run any intake command, which finishes it");
        }
    }

    private DatanetDescriptor readDescriptor() {
        Path yaml = folder.resolve(DatanetDescriptor.FILE);
        if (!Files.exists(folder)) {
            throw new InvalidInputException(Place.of(folder), "does not exist", "", "check the path");
        }
        if (!Files.isDirectory(folder)) {
            throw new InvalidInputException(
                    Place.of(folder),
                    "is a file, not a Datanet folder",
                    "",
                    "name the folder that holds " + DatanetDescriptor.FILE);
        }
        if (!Files.exists(yaml)) {
            throw new InvalidInputException(
                    Place.of(folder),
                    "is not a Datanet: it has no " + DatanetDescriptor.FILE,
                    "",
                    "name a folder that has one, or begin one with \"datanet new\"");
        }
        return DescriptorYaml.read(yaml, limits);
    }

    /** What {@code datanet.yaml} says. */
    public DatanetDescriptor descriptor() {
        return descriptor;
    }

    /** The folder. */
    public Path folder() {
        return folder;
    }

    /** Reads the samples with their curations and annotations. */
    public Datanet read() {
        return read(Progress.none());
    }

    /**
     * Reads the samples with their curations and annotations.
     *
     * @throws InvalidInputException for anything that is not as documented, and for a Datanet without rows
     */
    public Datanet read(Progress progress) {
        refusePending();
        Path file = file("samples")
                .orElseThrow(() -> new InvalidInputException(
                        Place.of(folder),
                        "has no samples",
                        "",
                        "add samples.csv or samples.jsonl, packed as .gz if you like"));
        List<String> labels = labels();
        Datanet.Builder samples = new SampleRows(descriptor, labels, limits).read(file, progress);
        samples.curations(curations(samples)).annotations(annotations(samples, labels));
        refusePending();
        return samples.build();
    }

    /** Reads the owner's private rows, if the folder has them. They have the label set of the samples. */
    public Optional<Datanet> readHoldout(Progress progress) {
        return owned("holdout", progress);
    }

    private Optional<Datanet> owned(String name, Progress progress) {
        return file(name).map(file -> {
            return new SampleRows(descriptor, labels(), limits)
                    .read(file, progress)
                    .build();
        });
    }

    /** Reads the owner's private rows, if the folder has them. */
    public Optional<Datanet> readHoldout() {
        return readHoldout(Progress.none());
    }

    /**
     * Reads the rows that the owner has published, if the folder has them: seed rows, and holdout slices that are retired. They
     * have the label set of the samples; their epoch is that from which on they are known.
     */
    public Optional<Datanet> readReference(Progress progress) {
        return owned("reference", progress);
    }

    /** Reads the rows that the owner has published, if the folder has them. */
    public Optional<Datanet> readReference() {
        return readReference(Progress.none());
    }

    /** The label set: the declared one, or else every label that samples and annotations have. */
    private List<String> labels() {
        if (!descriptor.labels().isEmpty()) {
            return descriptor.labels();
        }
        Set<String> found = new TreeSet<>();
        if (descriptor.columns().label().isPresent()) {
            file("samples").ifPresent(file -> SampleRows.collectLabels(descriptor, file, limits, found));
        }
        addAnnotated(found);
        return SampleRows.sorted(found);
    }

    private void addAnnotated(Set<String> found) {
        table("annotations", ANNOTATION_COLUMNS, (rows, column) -> {
            if (!rows.isEmpty(column[2])) {
                found.add(rows.text(column[2]));
            }
        });
    }

    /** The label set of samples that are read elsewhere: the declared one, or else every label that they and annotations have. */
    public List<String> labels(Collection<String> ofSamples) {
        if (!descriptor.labels().isEmpty()) {
            return descriptor.labels();
        }
        Set<String> found = new TreeSet<>(ofSamples);
        addAnnotated(found);
        return SampleRows.sorted(found);
    }

    /**
     * Adds the folder's curations and annotations to samples that were read elsewhere.
     *
     * @param labels of the samples
     * @throws InvalidInputException for anything that is not as documented
     */
    public void annotate(Datanet.Builder samples, List<String> labels) {
        refusePending();
        samples.curations(curations(samples)).annotations(annotations(samples, labels));
    }

    /** Reads what was promised before epochs closed; empty where the folder has no such file. */
    public List<Commitment> commitments() {
        List<Commitment> all = new ArrayList<>();
        table("commitments", List.of("epoch", "contributor", "commitment", "at"), (rows, column) -> {
            ContributorId contributor = contributor(rows, column[1]);
            all.add(new Commitment(
                    rows.count(column[0]), contributor, digest(rows, column[2]), rows.instant(column[3])));
        });
        return List.copyOf(all);
    }

    /**
     * Reads the seeds of holdout slices, by the slice's first epoch: the owner's secrets until a slice is retired. Empty where the
     * folder has no such file.
     */
    public SortedMap<Integer, Long> seeds() {
        SortedMap<Integer, Long> seeds = new TreeMap<>();
        table("seeds", List.of("slice", "seed"), (rows, column) -> {
            once(seeds, rows, column[0], seed(rows, column[1]));
        });
        return seeds;
    }

    static long seed(Rows rows, int column) {
        String text = rows.text(column);
        if (!text.matches("-?[0-9]{1,19}")) {
            throw rows.wrong(column, "is no seed", "write the whole number of 64 bits that was drawn");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw rows.wrong(column, "has more than 64 bits", "write the whole number that was drawn");
        }
    }

    /**
     * Reads the published commitments to holdout slices, by the slice's first epoch. Empty where the folder has no such file.
     */
    public SortedMap<Integer, Digest> slices() {
        SortedMap<Integer, Digest> slices = new TreeMap<>();
        table(
                "slices",
                List.of("slice", "commitment", "at"),
                (rows, column) -> once(slices, rows, column[0], digest(rows, column[1])));
        return slices;
    }

    private static <T> void once(SortedMap<Integer, T> values, Rows rows, int column, T value) {
        if (values.putIfAbsent(rows.count(column), value) != null) {
            throw rows.wrong(column, "stands twice", "keep the line that was written first");
        }
    }

    /** Reads what opens commitments; empty where the folder has no such file. */
    public List<Reveal> reveals() {
        List<Reveal> all = new ArrayList<>();
        table("reveals", List.of("sample", "salt"), (rows, column) -> all.add(reveal(rows, column)));
        return List.copyOf(all);
    }

    static Reveal reveal(Rows rows, int[] column) {
        SampleId sample = sample(rows, column[0]);
        try {
            return new Reveal(sample, rows.text(column[1]));
        } catch (IllegalArgumentException e) {
            throw rows.wrong(column[1], e, "write the salt that was used for the commitment");
        }
    }

    /** The verdicts of the folder, whether their samples are there or not. */
    public List<Curation> curations() {
        return curations(DatanetReader::sample);
    }

    private List<Curation> curations(Datanet.Builder samples) {
        return curations((rows, column) -> known(samples, rows, column));
    }

    private List<Curation> curations(BiFunction<Rows, Integer, SampleId> sampleOf) {
        List<Curation> all = new ArrayList<>();
        table("curations", CurationFiles.VERDICTS, (rows, column) -> {
            SampleId sample = sampleOf.apply(rows, column[0]);
            all.add(new Curation(sample, curator(rows, column[1]), verdict(rows, column[2]), rows.instant(column[3])));
        });
        return all;
    }

    static Verdict verdict(Rows rows, int column) {
        return switch (rows.text(column)) {
            case "approve" -> Verdict.APPROVE;
            case "reject" -> Verdict.REJECT;
            default -> throw rows.wrong(column, "is no verdict", "write approve or reject");
        };
    }

    private List<Annotation> annotations(Datanet.Builder samples, List<String> labels) {
        List<Annotation> all = new ArrayList<>();
        table("annotations", ANNOTATION_COLUMNS, (rows, column) -> {
            SampleId sample = known(samples, rows, column[0]);
            String label = rows.text(column[2]);
            if (!labels.contains(label)) {
                throw rows.wrong(column[2], "is not in the label set", Nearest.remedy(label, labels));
            }
            double seconds = rows.number(column[4]);
            if (seconds < 0) {
                throw rows.wrong(column[4], "is below 0", "write how long it took");
            }
            all.add(new Annotation(sample, curator(rows, column[1]), label, rows.instant(column[3]), seconds));
        });
        return all;
    }

    /** Calls back for every row of an optional file that has exactly the given columns, with their places in that order. */
    void table(String name, List<String> columns, RowReader reader) {
        Optional<Path> file = file(name);
        if (file.isPresent()) {
            each(file.get(), columns, limits, reader);
        }
    }

    static void each(Path file, List<String> columns, ReadLimits limits, RowReader reader) {
        try (Rows rows = Rows.open(file, columns, limits)) {
            int[] at = Header.exactly(rows, columns);
            while (rows.next()) {
                reader.read(rows, at);
            }
        }
    }

    interface RowReader {
        void read(Rows rows, int[] column);
    }

    static SampleId sample(Rows rows, int column) {
        try {
            return new SampleId(rows.text(column));
        } catch (IllegalArgumentException e) {
            throw rows.wrong(column, e, "correct the id");
        }
    }

    private static SampleId known(Datanet.Builder samples, Rows rows, int column) {
        SampleId sample = sample(rows, column);
        if (samples.row(sample).isEmpty()) {
            throw rows.wrong(column, "is no sample of this Datanet", "correct the id or remove the row");
        }
        return sample;
    }

    private static ContributorId contributor(Rows rows, int column) {
        try {
            return new ContributorId(rows.text(column));
        } catch (IllegalArgumentException e) {
            throw rows.wrong(column, e, "correct the id");
        }
    }

    static CuratorId curator(Rows rows, int column) {
        try {
            return new CuratorId(rows.text(column));
        } catch (IllegalArgumentException e) {
            throw rows.wrong(column, e, "correct the id");
        }
    }

    static Digest digest(Rows rows, int column) {
        try {
            return Digest.parse(rows.text(column));
        } catch (IllegalArgumentException e) {
            throw rows.wrong(column, e, "write the digest of the commitment");
        }
    }

    /** The file of that name, such as "samples", in whichever of the four forms it has. */
    public Optional<Path> file(String name) {
        List<Path> found = Stream.of(".csv", ".jsonl", ".csv.gz", ".jsonl.gz")
                .map(ending -> folder.resolve(name + ending))
                .filter(Files::exists)
                .toList();
        if (found.size() > 1) {
            throw new InvalidInputException(
                    Place.of(folder),
                    "has %s and %s"
                            .formatted(found.get(0).getFileName(), found.get(1).getFileName()),
                    "",
                    "keep one of them");
        }
        return found.stream().findFirst();
    }
}
