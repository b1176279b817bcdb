package org.datanet.spark;

import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.datanet.guard.DatanetGuard;
import org.datanet.io.Policies;
import org.datanet.quality.Detector;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.rewards.ConditionalGainRule;
import org.datanet.valuation.ValuationReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code spark-submit} starts. Exit codes as the {@code datanet} command: 0 success, 2 bad usage or input. */
@Command(
        name = "datanet-spark",
        mixinStandardHelpOptions = true,
        description = "The Datanet's arithmetic on Apache Spark: the same answers as on one machine.",
        subcommands = {Main.Reward.class, Main.Inspect.class, Main.Value.class})
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Ends the process with the command's exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((error, command, parsed) -> {
                    command.getErr().println("datanet-spark: " + sentence(error));
                    command.getErr().flush();
                    if (System.getenv("DATANET_DEBUG") != null) {
                        error.printStackTrace(command.getErr());
                    }
                    return 2;
                });
    }

    /** The innermost refusal: what Spark wraps around it says only in which task it was found. */
    static String sentence(Throwable error) {
        String said = error.getMessage() == null ? error.toString() : error.getMessage();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException || cause instanceof org.datanet.io.InvalidInputException) {
                said = String.valueOf(cause.getMessage());
            } else if (String.valueOf(cause.getMessage()).startsWith("[USER_RAISED_EXCEPTION]")) {
                said = Tables.first(cause)
                        .substring("[USER_RAISED_EXCEPTION]".length())
                        .strip();
            } else if (cause.getCause() == null && cause != error && cause.getMessage() != null) {
                said = cause.getMessage();
            }
        }
        return said.lines().findFirst().orElse(said);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** A job: what every one takes, and how it is run. */
    private abstract static class Job implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Parameters(paramLabel = "DATANET", description = "folder of the Datanet, in any file system that Hadoop knows")
        @SuppressWarnings("NullAway.Init")
        private String datanet;

        @Option(
                names = "--out",
                required = true,
                paramLabel = "DIR",
                description = "folder of the results; run again with the same to go on where a run stopped")
        @SuppressWarnings("NullAway.Init")
        private String out;

        @Option(
                names = "--master",
                paramLabel = "URL",
                description = "a Spark master, such as local[8] (default: the one of spark-submit)")
        private String master = "";

        /** What the command line asks for; refuses before a session is opened, which takes seconds. */
        abstract Work work();

        @Override
        public final Integer call() {
            Work work = work();
            PrintWriter err = spec.commandLine().getErr();
            SparkSession spark = Sessions.open(master);
            try {
                String done = work.run(spark, line -> {
                    err.println(line);
                    err.flush();
                });
                PrintWriter said = spec.commandLine().getOut();
                said.println(done);
                said.flush();
                return 0;
            } finally {
                spark.stop();
            }
        }

        final String datanet() {
            return datanet;
        }

        final String out() {
            return out;
        }
    }

    /** What a job does in a session; tells a line per stage and, at the end, what came of it. */
    private interface Work {
        String run(SparkSession spark, Consumer<String> progress);
    }

    /** Where the policy is. */
    private static final class PolicyFile {
        @Option(
                names = "--policy",
                paramLabel = "F.yaml",
                description =
                        "the policy, a file of this machine (default: policy.yaml in a folder of this machine, or the documented defaults)")
        private @Nullable Path policy;

        Policies of(String datanet) {
            Map<String, DetectorPolicy> known = new TreeMap<>(new DatanetGuard()
                    .detectors().stream().collect(Collectors.toMap(Detector::name, Detector::defaults)));
            if (policy != null) {
                return Policies.read(policy, known);
            }
            Path beside = datanet.contains(":") ? null : Path.of(datanet).resolve(Policies.FILE);
            return beside != null && Files.exists(beside) ? Policies.read(beside, known) : Policies.defaults();
        }
    }

    /** Amounts from receipts. */
    @Command(
            name = "reward",
            mixinStandardHelpOptions = true,
            description =
                    "Pays receipts out over the contributors of a Datanet, by its frozen valuation and quality report.")
    static final class Reward extends Job {
        @CommandLine.Mixin
        private final PolicyFile policy = new PolicyFile();

        @Option(
                names = "--ledger",
                required = true,
                paramLabel = "L",
                description =
                        "a ledger of this machine, a folder of .receipt files, or a table with the columns header, public_key, signature")
        @SuppressWarnings("NullAway.Init")
        private String ledger;

        @Option(
                names = "--usage",
                paramLabel = "TABLE",
                description = "with a table of receipts: their entries, with the columns run, row, exposures, gain")
        private String usage = "";

        @Option(names = "--valuation", required = true, paramLabel = "F.json", description = "the frozen valuation")
        @SuppressWarnings("NullAway.Init")
        private String valuation;

        @Option(
                names = "--quality",
                required = true,
                paramLabel = "F.json",
                description = "the quality report whose weights are in force")
        @SuppressWarnings("NullAway.Init")
        private String quality;

        @Option(
                names = "--rule",
                paramLabel = "RULE",
                description = "the reward rule; Spark carries ${DEFAULT-VALUE} alone")
        private String rule = ConditionalGainRule.NAME;

        @Option(names = "--fee", paramLabel = "N", description = "base units for receipts that carry no fee")
        private @Nullable BigInteger fee;

        @Override
        Work work() {
            if (!rule.equals(ConditionalGainRule.NAME)) {
                throw new IllegalArgumentException(
                        "rule \"%s\" is not carried by Spark, only \"%s\" is; run it on one machine"
                                .formatted(rule, ConditionalGainRule.NAME));
            }
            RewardPolicy said = policy.of(datanet()).reward();
            RewardPolicy paying = fee == null ? said : said.withDefaultFee(fee);
            RewardJob.Places places = new RewardJob.Places(datanet(), ledger, usage, valuation, quality, out());
            return (spark, progress) -> {
                RewardReport report = new RewardJob(spark, progress).run(places, paying);
                return "Fees %s %s of %d receipts, %s to %d contributors; digest %s"
                        .formatted(
                                report.fees(),
                                report.currency(),
                                report.receipts(),
                                report.paid(),
                                report.contributors().size(),
                                report.digest());
            };
        }
    }

    /** Weights and findings. */
    @Command(
            name = "inspect",
            mixinStandardHelpOptions = true,
            description =
                    "Looks for duplicates, outliers, wrong labels, synthetic rows and people who act in concert; gives every sample a weight.")
    static final class Inspect extends Job {
        @CommandLine.Mixin
        private final PolicyFile policy = new PolicyFile();

        @Override
        Work work() {
            QualityPolicy judging = policy.of(datanet()).quality();
            return (spark, progress) -> {
                QualityReport report = new InspectJob(spark, progress).run(datanet(), out(), judging);
                return "%d findings on %s; digest %s"
                        .formatted(report.findings().size(), report.datanet(), report.digest());
            };
        }
    }

    /** Frozen values. */
    @Command(
            name = "value",
            mixinStandardHelpOptions = true,
            description = "Values every row against the owner's holdout.")
    static final class Value extends Job {
        @Option(
                names = "--seed",
                paramLabel = "N",
                description = "the seed of holdout slices that have none in seeds.csv (default: ${DEFAULT-VALUE})")
        private long seed = 1;

        @Override
        Work work() {
            return (spark, progress) -> {
                ValuationReport report = new ValueJob(spark, progress).run(datanet(), out(), seed);
                return "%d rows of %s valued; digest %s"
                        .formatted(report.datanet().rows(), report.datanet(), report.digest());
            };
        }
    }
}
