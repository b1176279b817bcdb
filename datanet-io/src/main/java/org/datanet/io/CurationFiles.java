package org.datanet.io;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Assignment;
import org.datanet.curation.Audit;
import org.datanet.curation.CurationTables;
import org.datanet.curation.Opening;
import org.datanet.curation.RoundStep;
import org.datanet.curation.RoundTerms;
import org.datanet.curation.SealedVerdict;
import org.datanet.curation.Verdict;
import org.datanet.io.InvalidInputException.Place;

/** Files of rounds of sealed verdicts: those that a Datanet's folder keeps, and those that curators and owners hand in. */
public final class CurationFiles {
    static final List<String> STEPS =
            List.of("round", "phase", "seed", "per_sample", "shared_error", "unanswered", "audit_share", "at");
    static final List<String> ASSIGNMENTS = List.of("round", "sample", "curator");
    static final List<String> SEALS = List.of("round", "sample", "curator", "seal", "at");
    static final List<String> OPENINGS = List.of("round", "sample", "curator", "salt");
    static final List<String> VERDICTS = List.of("sample", "curator", "verdict", "at");
    static final List<String> AUDITS = List.of("sample", "truth", "difficulty", "at");

    private CurationFiles() {}

    /** Reads what a folder keeps of rounds; what it has no file of is empty. */
    public static CurationTables read(DatanetReader reader) {
        List<RoundStep> steps = new ArrayList<>();
        reader.table(
                "rounds",
                STEPS,
                (rows, at) -> steps.add(made(
                        rows,
                        at[0],
                        () -> new RoundStep(
                                rows.count(at[0]),
                                named(rows, at[1], RoundStep.Phase.class),
                                DatanetReader.seed(rows, at[2]),
                                new RoundTerms(
                                        rows.count(at[3]), rows.count(at[4]), rows.count(at[5]), rows.count(at[6])),
                                rows.instant(at[7])))));
        List<Assignment> assignments = new ArrayList<>();
        reader.table(
                "assignments",
                ASSIGNMENTS,
                (rows, at) -> assignments.add(new Assignment(
                        rows.count(at[0]), DatanetReader.sample(rows, at[1]), DatanetReader.curator(rows, at[2]))));
        List<SealedVerdict> seals = new ArrayList<>();
        reader.table(
                "seals",
                SEALS,
                (rows, at) -> seals.add(new SealedVerdict(
                        rows.count(at[0]),
                        DatanetReader.sample(rows, at[1]),
                        DatanetReader.curator(rows, at[2]),
                        DatanetReader.digest(rows, at[3]),
                        rows.instant(at[4]))));
        List<Opening> openings = new ArrayList<>();
        reader.table(
                "openings",
                OPENINGS,
                (rows, at) -> openings.add(made(
                        rows,
                        at[3],
                        () -> new Opening(
                                rows.count(at[0]),
                                DatanetReader.sample(rows, at[1]),
                                DatanetReader.curator(rows, at[2]),
                                rows.text(at[3])))));
        List<Audit> audits = new ArrayList<>();
        reader.table(
                "audits",
                AUDITS,
                (rows, at) -> audits.add(made(
                        rows,
                        at[2],
                        () -> new Audit(
                                DatanetReader.sample(rows, at[0]),
                                DatanetReader.verdict(rows, at[1]),
                                rows.count(at[2]),
                                rows.instant(at[3])))));
        return new CurationTables(steps, assignments, seals, openings, reader.curations(), audits);
    }

    private interface Making<T> {
        T make();
    }

    /** A value whose own check failed is an error of the file. */
    private static <T> T made(Rows rows, int column, Making<T> making) {
        try {
            return making.make();
        } catch (InvalidInputException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw rows.wrong(column, e, "restore the file from a copy");
        }
    }

    private static <E extends Enum<E>> E named(Rows rows, int column, Class<E> type) {
        String text = rows.text(column);
        for (E value : type.getEnumConstants()) {
            if (name(value).equals(text)) {
                return value;
            }
        }
        throw rows.wrong(
                column,
                "is none of " + String.join(", ", names(type.getEnumConstants(), CurationFiles::name)),
                "restore the file from a copy");
    }

    private static <E> List<String> names(E[] values, Function<E, String> name) {
        return List.of(values).stream().map(name).toList();
    }

    /**
     * Reads a curator's verdicts: columns {@code sample,verdict}.
     *
     * @throws InvalidInputException when a sample stands twice
     */
    public static Map<SampleId, Verdict> verdicts(Path file) {
        return bySample(file, List.of("sample", "verdict"), DatanetReader::verdict);
    }

    /** Reads what opens seals: columns {@code sample,salt}. */
    public static Map<SampleId, String> salts(Path file) {
        return bySample(file, List.of("sample", "salt"), Rows::text);
    }

    /** Reads an owner's audits: columns {@code sample,truth,difficulty}. */
    public static List<Audit> audits(Path file, Instant at) {
        List<Audit> audits = new ArrayList<>();
        DatanetReader.each(
                file,
                List.of("sample", "truth", "difficulty"),
                ReadLimits.defaults(),
                (rows, column) -> audits.add(made(
                        rows,
                        column[2],
                        () -> new Audit(
                                DatanetReader.sample(rows, column[0]),
                                DatanetReader.verdict(rows, column[1]),
                                rows.count(column[2]),
                                at))));
        return audits;
    }

    private interface Cell<T> {
        T of(Rows rows, int column);
    }

    private static <T> Map<SampleId, T> bySample(Path file, List<String> columns, Cell<T> cell) {
        Map<SampleId, T> values = new LinkedHashMap<>();
        DatanetReader.each(file, columns, ReadLimits.defaults(), (rows, column) -> {
            if (values.put(DatanetReader.sample(rows, column[0]), cell.of(rows, column[1])) != null) {
                throw rows.wrong(column[0], "stands twice", "keep one of the lines");
            }
        });
        return values;
    }

    /**
     * Writes what will open seals, readable by its owner only.
     *
     * @throws InvalidInputException when there is such a file: without it, earlier seals stay closed
     */
    public static void writeSalts(Path file, Map<SampleId, String> salts) throws IOException {
        if (Files.exists(file)) {
            throw new InvalidInputException(
                    Place.of(file),
                    "holds salts already",
                    "",
                    "name another file; without these, earlier seals stay closed");
        }
        AtomicFile.writeSecret(file, out -> {
            CsvWriter csv = DatanetWriter.csv(out);
            csv.writeRecord("sample", "salt");
            salts.forEach((sample, salt) -> csv.writeRecord(sample.value(), salt));
            csv.flush();
        });
    }

    static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
