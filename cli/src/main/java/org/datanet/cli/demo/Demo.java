package org.datanet.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.datanet.attribution.gain.HoldoutSlices;
import org.datanet.attribution.gain.SliceSeeds;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.hook.HookServer;
import org.datanet.hook.HookSettings;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.deliver.Receiver;
import org.datanet.io.DatanetReader;
import org.datanet.io.DatanetWriter;
import org.datanet.io.Intake;
import org.datanet.io.KeyFiles;
import org.datanet.io.Manifest;
import org.datanet.io.Policies;
import org.datanet.io.Reports;
import org.datanet.progress.Progress;
import org.datanet.proof.Signer;
import org.datanet.quality.QualityPolicy;
import org.datanet.report.HtmlReport;
import org.datanet.report.ReportModel;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.testkit.planted.Role;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.UsageReceipt;

/**
 * The main job on UCI digits with a known cast, and beside it the twin world in which everybody is honest. Clock and keys are
 * planted as the data are, so that one seed gives the same files to the byte.
 */
public final class Demo {
    /** What the planted clock shows: the day after the planted Datanet's last epoch. */
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-04-01T09:00:00Z"), ZoneOffset.UTC);

    private static final String CURRENCY = "microUSD";

    private final long seed;
    private final Progress progress;
    private final Signer signer;
    private final PlantedDatanet world;
    private final PlantedDatanet twin;

    /** @param seed for data, models and keys */
    public Demo(long seed, Progress progress) {
        this.seed = seed;
        this.progress = progress;
        signer = Signer.of(KeyFiles.unsafeFromSeed(seed));
        world = PlantedDatanet.optdigits(seed, true);
        twin = PlantedDatanet.optdigits(seed, false);
    }

    /** What the demo found, for its tables. */
    public record Result(
            PlantedDatanet world, Datanet datanet, Job.Outcome outcome, RewardReport twin, boolean delivered) {}

    /** Runs both worlds in memory and a scratch folder, and compares them: what the seeds benchmark repeats. */
    public Result compare(Path scratch) throws IOException {
        Job.Outcome outcome = job(world, world.datanet(), world.holdout(), world.reference())
                .run(scratch.resolve("ledger"), quality(), rewards(), progress);
        return new Result(world, world.datanet(), outcome, twinRewards(scratch.resolve("twin-ledger")), false);
    }

    /** Runs the main job into a folder that does not exist yet or is empty. */
    public Result run(Path out) throws IOException, InterruptedException {
        progress.stage("writing the Datanet", 1);
        Path folder = out.resolve("datanet");
        DatanetWriter.of(world.datanet())
                .holdout(world.holdout())
                .reference(world.reference())
                .write(folder);
        Files.writeString(folder.resolve(Policies.FILE), "reward:\n  currency: %s\n".formatted(CURRENCY));
        commit(folder);
        DatanetReader reader = DatanetReader.open(folder);
        Datanet datanet = reader.read(progress);
        Datanet holdout = reader.readHoldout(progress).orElseThrow();
        Datanet reference = reader.readReference(progress).orElseThrow();

        Job.Outcome outcome =
                job(world, datanet, holdout, reference).run(out.resolve("ledger"), quality(), rewards(), progress);
        write(out, outcome);
        boolean delivered = deliver(out, outcome.rewards());
        RewardReport twinRewards = twinRewards(Files.createDirectory(out.resolve(".twin")));
        delete(out.resolve(".twin"));

        progress.stage("drawing the report", 1);
        Result result = new Result(world, datanet, outcome, twinRewards, delivered);
        HtmlReport.write(page(result), out.resolve("report.html"));
        Manifest.write(out, signer);
        return result;
    }

    /** Binds the owner to the holdout and the planted seed. */
    private void commit(Path folder) throws IOException {
        try (Intake intake = Intake.open(folder, CLOCK)) {
            Datanet holdout = DatanetReader.open(folder).readHoldout().orElseThrow();
            HoldoutSlices.of(holdout, SliceSeeds.constant(seed), 0).slices().forEach(slice -> {
                try {
                    intake.commitSlice(slice.epoch(), seed, slice.commitment());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private Job job(PlantedDatanet planted, Datanet datanet, Datanet holdout, Datanet reference) {
        return new Job(datanet, holdout, reference, planted.validation(), seed, signer, CLOCK);
    }

    /** The same job in which those who game had submitted honest rows. */
    private RewardReport twinRewards(Path scratch) throws IOException {
        progress.stage("the twin world, in which everybody is honest", 1);
        return job(twin, twin.datanet(), twin.holdout(), twin.reference())
                .run(scratch, quality(), rewards(), Progress.none())
                .rewards();
    }

    private static QualityPolicy quality() {
        return QualityPolicy.defaults();
    }

    private static RewardPolicy rewards() {
        return new RewardPolicy(CURRENCY, 900_000, 0, 0);
    }

    private void write(Path out, Job.Outcome outcome) throws IOException {
        Path receipts = Files.createDirectories(out.resolve("receipts"));
        for (UsageReceipt receipt : outcome.receipts()) {
            ReceiptCodec.write(receipt, receipts.resolve(receipt.run() + ".receipt"));
        }
        KeyFiles.createUnsafe(Files.createDirectories(out.resolve("keys")).resolve("recorder.key"), seed);
        Reports.QUALITY.write(outcome.quality(), out.resolve("quality.json"));
        Reports.VALUATION.write(outcome.valuation(), out.resolve("valuation.json"));
        Reports.REWARDS.write(outcome.rewards(), out.resolve("rewards.json"));
    }

    /** Through the outbox to a hook on a free loopback port, which checks the signature and keeps the report. */
    private boolean deliver(Path out, RewardReport report) throws IOException, InterruptedException {
        progress.stage("reporting to the hook", 1);
        HookSettings settings = HookSettings.in(out.resolve("hook"));
        try (HookServer hook = HookServer.start(settings);
                OutboxReporter reporter = OutboxReporter.open(
                        out.resolve("outbox"), Receiver.hook("owner", hook.uri(), settings.inbound()))) {
            reporter.report(report);
            return reporter.deliver(Duration.ofSeconds(30)) == 0;
        }
    }

    private static ReportModel page(Result result) {
        Map<ContributorId, BigInteger> twins = amounts(result.twin());
        Map<ContributorId, ReportModel.Comparison> comparisons = new TreeMap<>();
        result.world()
                .roles()
                .forEach((id, role) -> comparisons.put(
                        id,
                        new ReportModel.Comparison(
                                role.title(), role.games(), twins.getOrDefault(id, BigInteger.ZERO))));
        return new ReportModel(
                result.datanet(),
                result.outcome().quality(),
                Optional.of(result.outcome().rewards()),
                result.outcome().receipts(),
                comparisons);
    }

    /** Amounts by contributor. */
    static Map<ContributorId, BigInteger> amounts(RewardReport report) {
        Map<ContributorId, BigInteger> amounts = new TreeMap<>();
        report.contributors().forEach(line -> amounts.put(line.contributor(), line.amount()));
        return amounts;
    }

    /** Deletes a folder and all that is in it. */
    public static void delete(Path folder) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (var walk = Files.walk(folder)) {
            walk.forEach(paths::add);
        }
        for (int i = paths.size() - 1; i >= 0; i--) {
            Files.delete(paths.get(i));
        }
    }

    /** Whether the contributor games. */
    static boolean games(Result result, ContributorId id) {
        return result.world().roles().getOrDefault(id, Role.HONEST).games();
    }
}
