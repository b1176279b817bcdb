package org.datanet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.datanet.attribution.recording.SigningUsageRecorder;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetRef;
import org.datanet.hook.epochs.EpochAccount;
import org.datanet.hook.epochs.FolderAccount;
import org.datanet.io.DatanetReader;
import org.datanet.io.DatanetWriter;
import org.datanet.io.KeyFiles;
import org.datanet.io.Reports;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.quality.QualityReport;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardReport.ContributorReward;
import org.datanet.rewards.ledger.FileUsageLedger;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRun;
import org.datanet.valuation.ValuationReport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What an owner publishes is enough to compute every figure again, and whatever is changed is named. */
class RecomputationTest {
    /** A Datanet whose owner committed to two slices before their epochs, and what it paid. */
    @TempDir
    static Path original;

    /** A copy of it, for each test. */
    @TempDir
    Path folder;

    private String out = "";

    @BeforeAll
    static void publish() throws IOException {
        PlantedDatanet planted = PlantedDatanet.optdigits(4, true);
        Path net = original.resolve("net");
        DatanetWriter.of(some(planted.datanet(), 6, planted.datanet()::epoch))
                .holdout(some(
                        planted.holdout(), 2, row -> row < planted.holdout().rows() / 2 ? 0 : 1))
                .reference(planted.reference())
                .write(net);
        Files.writeString(net.resolve("policy.yaml"), "reward:\n  contributor_share: 0.9\n");
        RecomputationTest test = new RecomputationTest();
        test.folder = original;
        assertThat(test.run("epoch", "commit", net)).as(test.out).isZero();
        test.record(original.resolve("ledger"), 1_000_000);
        test.pay();
    }

    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> all = Files.walk(original)) {
            for (Path path : all.toList()) {
                Path to = folder.resolve(original.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(path, to);
                }
            }
        }
    }

    private int run(Object... arguments) {
        StringWriter standard = new StringWriter();
        PrintWriter print = new PrintWriter(standard);
        CommandLine line = Main.commandLine().setOut(print).setErr(print);
        int code = line.execute(Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
        out = standard.toString();
        return code;
    }

    private void pay() {
        assertThat(run(
                        "reward",
                        folder.resolve("net"),
                        "--ledger",
                        folder.resolve("ledger"),
                        "--detectors",
                        "exact-duplicate",
                        "--out",
                        folder.resolve("rewards.json"),
                        "--quality-out",
                        folder.resolve("quality.json"),
                        "--valuation-out",
                        folder.resolve("valuation.json")))
                .as(out)
                .isZero();
    }

    private int recompute(String report) {
        return run(
                "verify",
                "--recompute",
                folder.resolve("net"),
                "--detectors",
                "exact-duplicate",
                folder.resolve(report));
    }

    private void record(Path ledgerFolder, long fee) throws IOException {
        Datanet datanet = DatanetReader.open(folder.resolve("net")).read();
        Signer signer = Signer.of(KeyFiles.unsafeFromSeed(1));
        try (FileUsageLedger ledger = FileUsageLedger.open(ledgerFolder, signer, Clock.systemUTC())) {
            ledger.append(SigningUsageRecorder.of(signer, Clock.systemUTC())
                    .record(UsageRun.on(datanet).run("r1").payer("p").fee(fee).build(), session -> {
                        for (int row = 0; row < datanet.rows(); row += 2) {
                            session.exposed(row, 2);
                        }
                    }));
        }
    }

    /** Every so many-th row, in the epochs that are asked for. */
    private static Datanet some(Datanet all, int step, IntUnaryOperator epochOf) {
        Datanet.Builder some = Datanet.builder(all.id(), all.version())
                .featureNames(all.features().orElseThrow().names())
                .labels(all.labels());
        for (int row = 0; row < all.rows(); row += step) {
            some.add(new Datanet.Row(all.sampleId(row), all.contributorId(row), all.digest(row))
                    .epoch(epochOf.applyAsInt(row))
                    .features(all.features().orElseThrow().row(row))
                    .label(all.labels().get(all.label(row))));
        }
        return some.build();
    }

    @ParameterizedTest
    @CsvSource({"rewards.json", "valuation.json", "quality.json"})
    void every_figure_follows_from_what_is_published(String report) {
        assertThat(recompute(report)).as(out).isZero();
        assertThat(out).contains("computed again holds").doesNotContain("taken as stated");
    }

    /** One input each: the report, the file that is changed, what stands there, what takes its place, and what must be named. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rewards.json | net/policy.yaml   | 0.9           | 0.8          | the amount of contributor",
                "rewards.json | net/policy.yaml   | reward:       | quality: {seed: 2}~reward: | quality report's digest",
                "valuation.json | net/seeds.csv   | ~0,-?[0-9]+   | ~0,5         | the commitment to slice 0",
                "valuation.json | net/slices.csv  | ~0,           | ~2,          | the commitment to slice 0",
            })
    void a_changed_input_is_named(String report, String file, String from, String to, String named) throws IOException {
        Path path = folder.resolve(file);
        String text = Files.readString(path);
        String changed = text.replaceFirst(from.replace("~", "\n"), to.replace("~", "\n"));
        assertThat(changed).isNotEqualTo(text);
        Files.writeString(path, changed);
        assertThat(recompute(report)).isEqualTo(2);
        assertThat(out).contains("FAILS").contains(named);
    }

    @Test
    void a_changed_cell_of_the_holdout_is_named_with_its_slice() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(folder.resolve("net/holdout.csv")));
        int last = lines.size() - 1;
        String line = lines.get(last);
        int comma = line.lastIndexOf(',');
        lines.set(last, line.substring(0, comma + 1) + (line.endsWith(",3") ? 4 : 3));
        Files.write(folder.resolve("net/holdout.csv"), lines);
        assertThat(recompute("valuation.json")).isEqualTo(2);
        assertThat(out).contains("holdout: the commitment to slice 1");
    }

    @Test
    void another_ledger_is_not_the_one_that_was_paid() throws IOException {
        Path other = folder.resolve("other");
        record(other, 1_000_001);
        assertThat(run(
                        "verify",
                        "--recompute",
                        folder.resolve("net"),
                        "--detectors",
                        "exact-duplicate",
                        "--ledger",
                        other,
                        folder.resolve("rewards.json")))
                .isEqualTo(2);
        assertThat(out).contains("the root over the receipts", "the sum of fees is stated as 1000000");
    }

    /** Sealed anew by its owner: every digest and total holds, so plain verification finds nothing. */
    @Test
    void a_unit_that_was_moved_between_contributors_is_named() {
        Path file = folder.resolve("rewards.json");
        RewardReport report = Reports.REWARDS.read(file);
        List<ContributorReward> lines = new ArrayList<>(report.contributors());
        int from = 0;
        while (lines.get(from).amount().signum() == 0) {
            from++;
        }
        lines.set(from, with(lines.get(from), lines.get(from).amount().subtract(BigInteger.ONE)));
        lines.set(
                from + 1, with(lines.get(from + 1), lines.get(from + 1).amount().add(BigInteger.ONE)));
        write(new RewardReport(
                report.datanet(),
                report.rule(),
                report.currency(),
                report.receipts(),
                report.receiptsRoot(),
                report.valuation(),
                report.quality(),
                report.fees(),
                lines,
                report.treasury()));
        assertThat(run("verify", file)).as(out).isZero();
        assertThat(recompute("rewards.json")).isEqualTo(2);
        assertThat(out)
                .contains("the amount of contributor " + lines.get(from).contributor())
                .contains("the amount of contributor " + lines.get(from + 1).contributor());
    }

    private static ContributorReward with(ContributorReward line, BigInteger amount) {
        return new ContributorReward(
                line.contributor(), amount, line.rows(), line.usedRows(), line.exposures(), line.waterfall());
    }

    private void write(RewardReport report) {
        try {
            Reports.REWARDS.write(report, folder.resolve("rewards.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_gain_and_a_weight_that_were_changed_are_named_with_their_sample() throws IOException {
        ValuationReport values = Reports.VALUATION.read(folder.resolve("valuation.json"));
        long[] gains = values.gains().clone();
        gains[7]++;
        Reports.VALUATION.write(
                new ValuationReport(
                        values.datanet(), values.method(), values.holdout(), gains, values.novelties(), values.bases()),
                folder.resolve("valuation.json"));
        QualityReport quality = Reports.QUALITY.read(folder.resolve("quality.json"));
        double[] weights = quality.weights().clone();
        weights[9] = weights[9] == 0.5 ? 0.25 : 0.5;
        Reports.QUALITY.write(
                new QualityReport(
                        quality.datanet(),
                        quality.policy(),
                        quality.mode(),
                        weights,
                        quality.findings(),
                        quality.detectors(),
                        quality.contributors(),
                        quality.curators(),
                        quality.health()),
                folder.resolve("quality.json"));
        Datanet datanet = DatanetReader.open(folder.resolve("net")).read();
        assertThat(recompute("valuation.json")).isEqualTo(2);
        assertThat(out).contains("the gain of sample " + datanet.sampleId(7) + " is stated as " + gains[7]);
        assertThat(recompute("quality.json")).isEqualTo(2);
        assertThat(out).contains("the weight of sample " + datanet.sampleId(9) + " is stated as " + weights[9]);
    }

    /** The slice in use stays private: its rows' values are taken as stated, those of the retired one are computed. */
    @Test
    void a_retired_slice_is_enough_for_the_epochs_that_it_was_used_in() throws IOException {
        withoutSliceOne("net/holdout.csv", "net/seeds.csv");
        assertThat(recompute("rewards.json")).as(out).isZero();
        assertThat(out).contains("taken as stated");
        ValuationReport values = Reports.VALUATION.read(folder.resolve("valuation.json"));
        long[] gains = values.gains().clone();
        gains[3]--;
        Reports.VALUATION.write(
                new ValuationReport(
                        values.datanet(), values.method(), values.holdout(), gains, values.novelties(), values.bases()),
                folder.resolve("valuation.json"));
        assertThat(recompute("valuation.json")).isEqualTo(2);
        assertThat(out).contains("the gain of sample");
    }

    private void withoutSliceOne(String... files) throws IOException {
        Datanet holdout =
                DatanetReader.open(folder.resolve("net")).readHoldout().orElseThrow();
        int keep = 1 + holdout.firstRow(1);
        for (String name : files) {
            Path file = folder.resolve(name);
            List<String> lines = Files.readAllLines(file);
            Files.write(file, name.endsWith("seeds.csv") ? lines.subList(0, 2) : lines.subList(0, keep));
        }
    }

    @Test
    void without_any_slice_amounts_still_follow_from_the_values_that_are_stated() throws IOException {
        Files.delete(folder.resolve("net/holdout.csv"));
        assertThat(recompute("rewards.json")).as(out).isZero();
        assertThat(out).contains("no slice of the holdout is published");
        assertThat(recompute("valuation.json")).isEqualTo(2);
        assertThat(out).contains("holdout.csv");
    }

    /** What a hook pays: each epoch by the state that it closed with and the receipts that came in while it was open. */
    private void payAsAHook(Datanet all, List<UsageReceipt> ledger, int epoch, int first, int end) throws IOException {
        EpochAccount.Account account = new FolderAccount(flagged -> {})
                .account(new EpochAccount.Epoch(
                        folder.resolve("net"),
                        all.first(all.firstRow(epoch + 1)),
                        epoch,
                        List.of(),
                        () -> ledger.subList(0, end).stream(),
                        () -> ledger.subList(first, end).stream()));
        Path to = Files.createDirectories(folder.resolve("hook/epoch-" + epoch));
        Files.write(to.resolve("quality.json"), account.quality().bytes());
        Files.write(
                to.resolve("valuation.json"), account.valuation().orElseThrow().bytes());
        Reports.REWARDS.write(account.rewards().ofEpochs(List.of(epoch)), to.resolve("rewards.json"));
    }

    @Test
    void every_epoch_that_a_hook_has_paid_is_computed_on_its_state_and_from_its_receipts() throws IOException {
        Datanet all = DatanetReader.open(folder.resolve("net")).read();
        assertThat(all.epochs()).isGreaterThan(2);
        Signer signer = Signer.of(KeyFiles.unsafeFromSeed(1));
        List<UsageReceipt> receipts = new ArrayList<>();
        for (int epoch : new int[] {0, 0, 1, 1, 1, 2}) {
            Datanet state = all.first(all.firstRow(epoch + 1));
            receipts.add(SigningUsageRecorder.of(signer, Clock.systemUTC())
                    .record(
                            UsageRun.on(state)
                                    .run("h" + receipts.size())
                                    .payer("p")
                                    .fee(1_000_000 + receipts.size())
                                    .build(),
                            session -> {
                                for (int row = 0; row < state.rows(); row += 3) {
                                    session.exposed(row, 1);
                                }
                            }));
        }
        DatanetRef nowhere = new DatanetRef(all.id(), all.version(), all.rows(), Digest.sha256(new byte[] {1}));
        receipts.add(2, new PlantedReceipts(nowhere, signer).random("stranger", 5, 1));
        try (FileUsageLedger ledger = FileUsageLedger.open(folder.resolve("hook/ledger"), signer, Clock.systemUTC())) {
            for (UsageReceipt receipt : receipts) {
                ledger.append(receipt);
            }
        }
        payAsAHook(all, receipts, 0, 0, 3);
        payAsAHook(all, receipts, 1, 3, 6);
        payAsAHook(all, receipts, 2, 6, 7);

        assertThat(run("verify", "--recompute", folder.resolve("net"), folder.resolve("hook")))
                .as(out)
                .isZero();
        assertThat(out).contains("computed on the first").doesNotContain("taken as stated");
        assertThat(out.split("reward report, computed again holds", -1)).hasSize(4);

        Path second = folder.resolve("hook/epoch-1/rewards.json");
        RewardReport stated = Reports.REWARDS.read(second);
        Reports.REWARDS.write(
                new RewardReport(
                        stated.datanet(),
                        stated.rule(),
                        stated.currency(),
                        2,
                        stated.receiptsRoot(),
                        stated.valuation(),
                        stated.quality(),
                        stated.fees(),
                        stated.contributors(),
                        stated.treasury(),
                        stated.epochs()),
                second);
        assertThat(run("verify", "--recompute", folder.resolve("net"), second)).isEqualTo(2);
        assertThat(out).contains("the number of paid receipts");
    }
}
