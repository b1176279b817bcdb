package org.datanet.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetRef;
import org.datanet.io.InvalidInputException;
import org.datanet.io.Reports;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityReport;
import org.datanet.quality.Subject;
import org.datanet.quality.WeightReasons;
import org.datanet.valuation.ValuationReport;

/** {@code valuation.json} and {@code quality.json} as tables: what one machine froze, on its way to many. */
final class ReportTables {
    private static final int BATCH = 500_000;

    private final SparkSession spark;
    private final Stages stages;

    ReportTables(SparkSession spark, Stages stages) {
        this.spark = spark;
        this.stages = stages;
    }

    /**
     * A table and the digest of the report that it is of.
     *
     * @param table of {@link Tables#VALUES} or {@link Tables#WEIGHTS}
     * @param digest of the report
     */
    record Frozen(Dataset<Row> table, Digest digest) {}

    /** The values of a valuation. */
    Frozen values(String file, DatanetRef datanet) {
        ValuationReport report = read(file, Reports.VALUATION::read);
        require(file, "valuation", report.datanet(), datanet);
        Digest digest = report.digest();
        Stages.Stage stage = stages.write(
                "values",
                CanonicalBytes.tagged("datanet-spark-values-1").digest(digest),
                path -> writeValues(path, report));
        return new Frozen(stages.read(stage), digest);
    }

    /** Writes values as a table of {@link Tables#VALUES}. */
    void writeValues(String path, ValuationReport report) {
        write(
                path,
                Tables.VALUES,
                report.datanet().rows(),
                row -> RowFactory.create(row, report.gains()[row], report.novelties()[row], report.bases()[row]));
    }

    /** The weights of a quality report, each below 1 with its reason. */
    Frozen weights(String file, DatanetRef datanet, Dataset<Row> rows) {
        QualityReport report = read(file, Reports.QUALITY::read);
        require(file, "quality report", report.datanet(), datanet);
        double[] weights = report.requireWeights();
        Digest digest = report.digest();
        Stages.Stage stage = weights(report, digest, () -> {
            String[] contributors = contributors(rows, weights);
            return row -> new ContributorId(contributors[row]);
        });
        return new Frozen(stages.read(stage), digest);
    }

    private Stages.Stage weights(QualityReport report, Digest digest, Supplier<IntFunction<ContributorId>> people) {
        double[] weights = report.requireWeights();
        return stages.write(
                "weights", CanonicalBytes.tagged("datanet-spark-weights-1").digest(digest), path -> {
                    WeightReasons reasons = WeightReasons.of(report);
                    IntFunction<ContributorId> contributors = people.get();
                    write(
                            path,
                            Tables.WEIGHTS,
                            weights.length,
                            row -> RowFactory.create(
                                    row,
                                    weights[row],
                                    weights[row] < 1 ? reasons.of(row, contributors.apply(row), weights[row]) : ""));
                });
    }

    /** Writes what the guard says: the stages {@code weights}, where there are weights, and {@code findings}. */
    void write(QualityReport report, Datanet datanet) {
        Digest digest = report.digest();
        if (report.hasWeights()) {
            weights(report, digest, () -> datanet::contributorId);
        }
        List<Finding> findings = report.findings();
        stages.write(
                "findings",
                CanonicalBytes.tagged("datanet-spark-findings-1").digest(digest),
                path -> write(path, Tables.FINDINGS, findings.size(), i -> {
                    Finding finding = findings.get(i);
                    return RowFactory.create(
                            finding.subject() instanceof Subject.Row row ? row.row() : null,
                            named(finding.subject()),
                            finding.detector(),
                            finding.score(),
                            finding.pValue(),
                            finding.reason(),
                            finding.bytes());
                }));
    }

    private static String named(Subject subject) {
        if (subject instanceof Subject.Row row) {
            return row.sample().value();
        } else if (subject instanceof Subject.Contributor person) {
            return person.contributor().value();
        } else if (subject instanceof Subject.ContributorPair pair) {
            return pair.first().value() + " and " + pair.second().value();
        } else if (subject instanceof Subject.Curator curator) {
            return curator.curator().value();
        } else if (subject instanceof Subject.CuratorPair pair) {
            return pair.first().value() + " and " + pair.second().value();
        } else if (subject instanceof Subject.Payer payer) {
            return payer.payer().value();
        }
        throw new IllegalArgumentException("no name for " + subject);
    }

    /** Contributors of the rows that lost weight. */
    private static String[] contributors(Dataset<Row> rows, double[] weights) {
        String[] contributors = new String[weights.length];
        var all = rows.select("row", "contributor").toLocalIterator();
        while (all.hasNext()) {
            Row row = all.next();
            if (weights[row.getInt(0)] < 1) {
                contributors[row.getInt(0)] = row.getString(1);
            }
        }
        return contributors;
    }

    private <T> T read(String file, java.util.function.Function<java.nio.file.Path, T> reader) {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        return RemoteFile.with(file, hadoop, reader);
    }

    private static void require(String file, String what, DatanetRef found, DatanetRef wanted) {
        if (!found.equals(wanted)) {
            throw new InvalidInputException(
                    InvalidInputException.Place.of(java.nio.file.Path.of(file)),
                    "the %s is of %s, not of %s".formatted(what, found, wanted),
                    "",
                    "name the one that was made of this state");
        }
    }

    private void write(String path, StructType schema, int rows, IntFunction<Row> each) {
        SaveMode mode = SaveMode.ErrorIfExists;
        if (rows == 0) {
            spark.createDataFrame(List.<Row>of(), schema).write().mode(mode).parquet(path);
        }
        for (int from = 0; from < rows; from += BATCH) {
            List<Row> batch = new ArrayList<>();
            for (int row = from; row < Math.min(rows, from + BATCH); row++) {
                batch.add(each.apply(row));
            }
            spark.createDataFrame(batch, schema).write().mode(mode).parquet(path);
            mode = SaveMode.Append;
        }
    }
}
