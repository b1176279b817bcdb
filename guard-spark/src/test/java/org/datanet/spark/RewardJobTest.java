package org.datanet.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datanet.io.Reports;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewardJobTest {
    private static final RewardPolicy POLICY =
            new RewardPolicy("WEI", 900_000, 50_000_000L, 2, 50_000, BigInteger.valueOf(123_457), 100_000);

    @TempDir
    Path temp;

    private RewardJob.Places places(Path folder, String out) {
        return new RewardJob.Places(
                folder.resolve("datanet").toString(),
                folder.resolve("ledger").toString(),
                "",
                folder.resolve("valuation.json").toString(),
                folder.resolve("quality.json").toString(),
                folder.resolve(out).toString());
    }

    private RewardJob.Places tables(Path folder, String out) {
        RewardJob.Places places = places(folder, out);
        return new RewardJob.Places(
                places.datanet(),
                folder.resolve("receipts").toString(),
                folder.resolve("usage").toString(),
                places.valuation(),
                places.quality(),
                places.out());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 8"})
    void amounts_and_roots_are_those_of_one_machine_whatever_the_partitions_and_the_order(long seed, int partitions)
            throws Exception {
        Economy economy = new Economy(seed, 400, 13, 12).write(temp);
        economy.writeTables(temp, partitions, seed);
        List<String> lines = new ArrayList<>();

        RewardReport carried =
                new RewardJob(LocalSpark.session(partitions), lines::add).run(tables(temp, "out"), POLICY);

        RewardReport single = economy.paid(POLICY);
        assertThat(carried).isEqualTo(single);
        assertThat(carried.digest()).isEqualTo(single.digest());
        assertThat(single.paid()).isPositive();
        assertThat(single.charged()).isPositive();
        assertThat(Reports.REWARDS.read(temp.resolve("out/rewards.json"))).isEqualTo(single);
        assertThat(lines).anyMatch(line -> line.matches("stage shares: .* s"));
        assertThat(LocalSpark.session()
                        .read()
                        .parquet(temp.resolve("out/shares").toString())
                        .count())
                .isEqualTo(single.contributors().size());
    }

    @Test
    void a_ledger_pays_the_same_and_a_second_run_does_nothing_again() throws Exception {
        Economy economy = new Economy(4, 300, 7, 6).write(temp);
        List<String> lines = new ArrayList<>();
        RewardJob job = new RewardJob(LocalSpark.session(), lines::add);

        assertThat(job.run(places(temp, "out"), POLICY)).isEqualTo(economy.paid(POLICY));
        assertThat(lines).isNotEmpty().noneMatch(line -> line.endsWith("done before"));
        lines.clear();
        assertThat(job.run(places(temp, "out"), POLICY)).isEqualTo(economy.paid(POLICY));
        assertThat(lines).isNotEmpty().allMatch(line -> line.endsWith("done before"));

        // Another policy prices again, and reads nothing again.
        lines.clear();
        RewardPolicy other = POLICY.withInRunDiscount(0);
        assertThat(job.run(places(temp, "out"), other)).isEqualTo(economy.paid(other));
        assertThat(lines)
                .contains("stage rows: done before", "stage receipts: done before")
                .doesNotContain("stage shares: done before");
        assertThat(Economy.children(temp.resolve("out")))
                .noneMatch(file -> file.toString().endsWith(".part"));
    }

    @Test
    void a_table_that_is_not_the_signed_one_is_refused_and_leaves_no_result() throws Exception {
        Economy economy = new Economy(5, 120, 5, 4).write(temp);
        economy.writeTables(temp, 2, 5);
        var spark = LocalSpark.session();
        spark.read()
                .parquet(temp.resolve("usage").toString())
                .filter("not (run = 'run-0' and row = 17)")
                .write()
                .parquet(temp.resolve("less").toString());
        RewardJob.Places places = tables(temp, "out");
        RewardJob.Places less = new RewardJob.Places(
                places.datanet(),
                places.receipts(),
                temp.resolve("less").toString(),
                places.valuation(),
                places.quality(),
                places.out());

        assertThatThrownBy(() -> new RewardJob(spark, line -> {}).run(less, POLICY))
                .satisfies(e -> assertThat(Main.sentence(e))
                        .contains("run-0", "119 entries", "120 under root", "not the one that was recorded"));
        assertThat(temp.resolve("out/receipts")).doesNotExist();
        assertThat(temp.resolve("out/shares")).doesNotExist();
        assertThat(temp.resolve("out/rewards.json")).doesNotExist();
    }

    @Test
    void a_missing_column_is_named_with_those_that_are_there() throws Exception {
        Economy economy = new Economy(6, 60, 3, 2).write(temp);
        economy.writeTables(temp, 1, 6);
        LocalSpark.session()
                .read()
                .parquet(temp.resolve("usage").toString())
                .drop("exposures")
                .write()
                .parquet(temp.resolve("narrow").toString());
        RewardJob.Places places = tables(temp, "out");

        assertThatThrownBy(() -> new RewardJob(LocalSpark.session(), line -> {})
                        .run(
                                new RewardJob.Places(
                                        places.datanet(),
                                        places.receipts(),
                                        temp.resolve("narrow").toString(),
                                        places.valuation(),
                                        places.quality(),
                                        places.out()),
                                POLICY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no column \"exposures\"; it has [run, row, gain]");
    }

    @Test
    void a_corrupt_page_is_refused_and_nothing_is_half_written() throws Exception {
        Economy economy = new Economy(7, 200, 3, 4).write(temp);
        economy.writeTables(temp, 1, 7);
        for (Path file : Economy.children(temp.resolve("usage"))) {
            if (file.toString().endsWith(".parquet")) {
                byte[] bytes = Files.readAllBytes(file);
                for (int i = 40; i < 400; i++) {
                    bytes[i] ^= 0x55;
                }
                Files.write(file, bytes);
                Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
            }
        }

        assertThatThrownBy(() -> new RewardJob(LocalSpark.session(), line -> {}).run(tables(temp, "out"), POLICY));
        assertThat(temp.resolve("out/receipts")).doesNotExist();
        assertThat(temp.resolve("out/rewards.json")).doesNotExist();
    }
}
