package org.datanet.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.datanet.attribution.gain.LabelInformationValuator;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetRef;
import org.datanet.guard.DatanetGuard;
import org.datanet.io.DatanetReader;
import org.datanet.progress.Progress;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.rewards.ConditionalGainRule;
import org.datanet.rewards.ledger.FileUsageLedger;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.UsageLedger;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageView;
import org.datanet.valuation.ValuationReport;
import org.datanet.valuation.Valuator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** From samples to amounts, on every Datanet that we ship or develop on: weights, values and amounts are those of one machine. */
class EveryDatanetIT {
    private static final RewardPolicy POLICY =
            new RewardPolicy("WEI", 900_000, 50_000_000L, 2, 50_000, BigInteger.valueOf(7), 100_000);
    private static final int SEED = 11;

    @TempDir
    Path temp;

    /** All partitions of each would take a build a quarter of an hour; {@code -Ddatanet.every} takes it. */
    static Stream<Arguments> cases() {
        return Stream.of("optdigits", "wdbc", "crowd-text", "wheat")
                .flatMap(name -> IntStream.of(1, 2, 8)
                        .filter(partitions -> System.getProperty("datanet.every") != null
                                || partitions == (name.equals("wdbc") ? 8 : name.equals("wheat") ? 1 : 2))
                        .mapToObj(partitions -> Arguments.of(name, partitions)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void weights_values_and_amounts_are_those_of_one_machine(String name, int partitions) throws Exception {
        RealNet net = RealNet.of(name);
        Path folder = net.write(temp.resolve("net"));
        DatanetReader reader = DatanetReader.open(folder);
        Datanet datanet = reader.read();
        Datanet holdout = reader.readHoldout().orElseThrow();
        ShuffledTable.write(folder, partitions, partitions);
        SparkSession spark = LocalSpark.session(partitions);

        QualityReport single =
                new DatanetGuard().inspect(datanet, UsageView.none(), QualityPolicy.defaults(), Progress.none());
        List<String> lines = new ArrayList<>();
        QualityReport carried = new InspectJob(spark, lines::add, 0, Long.MAX_VALUE)
                .run(folder.toString(), out("inspection"), QualityPolicy.defaults());
        assertThat(carried.datanet()).isEqualTo(single.datanet());
        assertThat(carried.detectors()).isEqualTo(single.detectors());
        assertThat(carried.weights()).containsExactly(single.weights(), within(1e-12));
        assertThat(carried.findings()).isEqualTo(single.findings()).isNotEmpty();
        assertThat(carried.digest()).isEqualTo(single.digest());
        if (datanet.features().isPresent()) {
            assertThat(lines)
                    .anyMatch(line -> line.startsWith("stage neighbours-"))
                    .anyMatch(line -> line.startsWith("stage loneliness-"));
        }

        ValuationReport values = new LabelInformationValuator()
                .value(datanet, holdout, Valuator.noReference(datanet), SEED, Progress.none());
        assertThat(new ValueJob(spark, line -> {}, 1e6)
                        .run(folder.toString(), out("valuation"), SEED)
                        .digest())
                .isEqualTo(values.digest());

        List<UsageReceipt> receipts = receipts(DatanetRef.of(datanet));
        RewardReport paid =
                new ConditionalGainRule().apply(RewardInput.of(datanet, values, single, POLICY, receipts::stream));
        RewardReport amounts = new RewardJob(spark, line -> {})
                .run(
                        new RewardJob.Places(
                                folder.toString(),
                                temp.resolve("ledger").toString(),
                                "",
                                out("valuation/valuation.json"),
                                out("inspection/quality.json"),
                                out("rewards")),
                        POLICY);
        assertThat(amounts).isEqualTo(paid);
        assertThat(amounts.digest()).isEqualTo(paid.digest());
        assertThat(paid.paid()).isPositive();
    }

    private String out(String name) {
        return temp.resolve("out").resolve(name).toString();
    }

    private List<UsageReceipt> receipts(DatanetRef ref) throws Exception {
        PlantedReceipts planted = new PlantedReceipts(ref, PlantedReceipts.signer(SEED));
        List<UsageReceipt> receipts = new ArrayList<>();
        try (UsageLedger ledger =
                FileUsageLedger.open(temp.resolve("ledger"), PlantedReceipts.signer(SEED + 1), Clock.systemUTC())) {
            for (int run = 0; run < 5; run++) {
                receipts.add(planted.random("run-" + run, ref.rows() / 2, run));
                ledger.append(receipts.get(run));
            }
        }
        return receipts;
    }
}
