package org.datanet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.io.DatanetReader;
import org.datanet.io.Reports;
import org.datanet.proof.Digest;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardReport.ContributorReward;
import org.datanet.reward.RewardReport.TreasuryLine;
import org.datanet.valuation.ValuationReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to amounts after a report, by commands and files only. */
class EscrowCommandTest {
    private static final Digest SOME = Digest.sha256(new byte[] {1});

    @TempDir
    Path directory;

    private Path book = Path.of("");
    private Path report = Path.of("");
    private String out = "";
    private String err = "";

    private int run(Object... arguments) {
        Ran ran = Ran.of(arguments);
        out = ran.out();
        err = ran.err();
        return ran.code();
    }

    private void does(Object... arguments) {
        assertThat(run(arguments)).as(err).isZero();
    }

    private static ContributorReward line(String who, long amount, long charge) {
        return new ContributorReward(
                new ContributorId(who), BigInteger.valueOf(amount), 3, 2, 5, List.of(), BigInteger.valueOf(charge));
    }

    private static RewardReport paying(List<ContributorReward> lines, long rest) {
        BigInteger fees =
                lines.stream().map(ContributorReward::amount).reduce(BigInteger.valueOf(rest), BigInteger::add);
        return new RewardReport(
                new DatanetRef(new DatanetId("net"), "1", 9, SOME),
                "conditional-gain",
                "UNIT",
                1,
                SOME,
                SOME,
                SOME,
                fees,
                lines,
                List.of(new TreasuryLine("network", BigInteger.valueOf(rest))));
    }

    @BeforeEach
    void a_book_and_a_report() throws IOException {
        book = directory.resolve("escrow");
        report = directory.resolve("rewards.json");
        Reports.REWARDS.write(
                paying(List.of(line("ann", 900, 0), line("bob", 0, 70), line("cat", 400, 0)), 100), report);
        does("escrow", "open", book, "--window", 2);
    }

    @Test
    void amounts_vest_charges_are_taken_from_deposits_and_claims_are_paid_once() {
        does("escrow", "deposit", book, "--of", "bob", "--amount", 50);
        does("escrow", "settle", book, report);
        does("escrow", "status", book);
        assertThat(out).containsPattern("ann +0 +900 +0 +0").containsPattern("bob +0 +0 +0 +20");
        assertThat(run("escrow", "settle", book, report)).isEqualTo(Main.BAD_INPUT);
        assertThat(err).contains("settled already");
        does("escrow", "advance", book);
        does("escrow", "claim", book, "--of", "ann");
        assertThat(out).contains("ann is paid 0.");
        does("escrow", "advance", book);
        does("escrow", "claim", book, "--of", "ann");
        assertThat(out).contains("ann is paid 900.");
        does("escrow", "claim", book, "--of", "ann");
        assertThat(out).contains("ann is paid 0.");
        assertThat(run("escrow", "withdraw", book, "--of", "bob", "--amount", 1))
                .isEqualTo(Main.BAD_INPUT);
        assertThat(err).contains("owes 20");
        does("escrow", "bounty", book, "--amount", 30, "--for", "dan: label 8");
        assertThat(out).contains("20 are left");
        does("verify", book);
    }

    @Test
    void reports_that_pay_one_epoch_twice_are_named_and_only_one_is_settled() throws IOException {
        RewardReport first = paying(List.of(line("ann", 900, 0)), 100).ofEpochs(List.of(7));
        RewardReport second = paying(List.of(line("ann", 901, 0)), 100).ofEpochs(List.of(7));
        Path folder = java.nio.file.Files.createDirectories(directory.resolve("paid"));
        Reports.REWARDS.write(first, folder.resolve("7.json"));
        Reports.REWARDS.write(paying(List.of(line("ann", 5, 0)), 1).ofEpochs(List.of(6)), folder.resolve("6.json"));
        does("verify", folder);
        assertThat(out).contains("reward reports together holds");
        Reports.REWARDS.write(second, folder.resolve("7-again.json"));
        assertThat(run("verify", folder)).isEqualTo(Main.BAD_INPUT);
        assertThat(out)
                .contains("epoch 7 of net is paid by two reports")
                .contains(first.digest().hex(), second.digest().hex(), "7-again.json");
        assertThat(run("verify", folder.resolve("7.json"), folder.resolve("7-again.json")))
                .as("named one by one")
                .isEqualTo(Main.BAD_INPUT);
        does("escrow", "settle", book, folder.resolve("7.json"));
        assertThat(run("escrow", "settle", book, folder.resolve("7-again.json")))
                .isEqualTo(Main.BAD_INPUT);
        assertThat(err).contains("epoch 7 of net is paid by report " + first.digest());
        does("verify", book);
    }

    @Test
    void a_contributor_s_statement_says_what_was_paid_back_taken_vested_claimed_and_carried_forward()
            throws IOException {
        does("escrow", "settle", book, report);
        does("escrow", "status", book, "--of", "bob");
        assertThat(out)
                .containsPattern("paid by reports +0\\b")
                .containsPattern("debt carried forward +70\\b")
                .doesNotContain("ann");
        does("escrow", "advance", book);
        Path later = directory.resolve("later.json");
        Reports.REWARDS.write(paying(List.of(line("bob", 200, 0), line("ann", 0, 300)), 50), later);
        does("escrow", "settle", book, later);
        does("escrow", "status", book, "--of", "bob");
        assertThat(out)
                .containsPattern("paid by reports +200\\b")
                .containsPattern("paid back of debts carried forward +70\\b")
                .containsPattern("open to challenge, of epoch 1 +130\\b")
                .containsPattern("debt carried forward +0\\b");
        does("escrow", "advance", book);
        does("escrow", "claim", book, "--of", "ann");
        does("escrow", "status", book, "--of", "ann", "--movements");
        assertThat(out)
                .containsPattern("paid by reports +900\\b")
                .containsPattern("taken for harm, forfeits and challenges +300\\b")
                .containsPattern("vested +600\\b")
                .containsPattern("claimed +600\\b")
                .contains("harm done by rows of ann")
                .doesNotContain("bob");
        assertThat(run("escrow", "status", book, "--of", "eve")).isEqualTo(Main.BAD_INPUT);
        assertThat(err).contains("no movement of contributor \"eve\"");
    }

    @Test
    void deposits_are_priced_by_the_policy_and_not_without_a_minimum_value() throws IOException {
        Path policy = Files.writeString(
                directory.resolve("policy.yaml"),
                "reward: {contributor_share: 0.5, curator_share: 0, minimum_value: 100000000000}\n");
        Object[] question = {
            "escrow", "price-deposits", "--policy", policy, "--fees", 2_000_000, "--receipts", 10, "--holdout", 2_500
        };
        does(question);
        // 25 nearest neighbours: ln 26 = 3.258 of 100, of a pot of a million; and a unit a receipt.
        assertThat(out).startsWith("32591 base units a row");
        Files.writeString(policy, "reward: {contributor_share: 0.5, curator_share: 0}\n");
        assertThat(run(question)).isEqualTo(Main.BAD_INPUT);
        assertThat(err).contains("set reward.minimum_value");
    }

    @Test
    void gaps_are_priced_by_need_within_the_budget_and_published() throws IOException {
        Path list = directory.resolve("bounties.csv");
        does(
                "escrow",
                "price-gaps",
                "--budget",
                1_000,
                "--gap",
                "8:20:3:eights are few",
                "--gap",
                "1:10:1:ones drift",
                "--out",
                list);
        assertThat(out).contains("2 bounties, 990 of 1000");
        assertThat(Files.readString(list))
                .contains("\"1\",10,25,\"ones drift\"")
                .contains("\"8\",20,37,\"eights are few\"");
        assertThat(run("escrow", "price-gaps", "--budget", 1, "--gap", "8:many:3:few"))
                .isEqualTo(Main.BAD_INPUT);
        assertThat(err).contains("--gap 8:many:3:few");
    }

    @Test
    void who_harms_beyond_chance_is_named_for_review() throws IOException {
        Path net = Files.createDirectory(directory.resolve("net"));
        Files.writeString(
                net.resolve("datanet.yaml"),
                "name: net\nversion: \"1\"\ncolumns: {id: id, contributor: who, label: kind, text: body}\nlabels: [a, b]\n");
        StringBuilder samples = new StringBuilder("id,who,kind,body\n");
        long[] gains = new long[24];
        for (int i = 0; i < gains.length; i++) {
            samples.append("s%d,%s,a,text %d\n".formatted(i, i % 2 == 0 ? "ann" : "mallory", i));
            gains[i] = i % 2 == 0 ? 5 - i % 3 * 5 : -1_000 - i;
        }
        Files.writeString(net.resolve("samples.csv"), samples);
        Path valuation = directory.resolve("valuation.json");
        long[] novelties = new long[gains.length];
        java.util.Arrays.fill(novelties, ValuationReport.UNIT);
        Reports.VALUATION.write(
                new ValuationReport(DatanetRef.of(DatanetReader.open(net).read()), "test", SOME, gains, novelties),
                valuation);
        does("escrow", "review", net, valuation);
        assertThat(out)
                .contains("mallory: 12 rows, worth -1012")
                .contains("1 of 2 contributors.")
                .doesNotContain("ann");
    }

    @Test
    void a_challenge_freezes_an_amount_until_it_is_decided() throws IOException {
        Path evidence = Files.writeString(directory.resolve("evidence.txt"), "copied from page 3");
        does("escrow", "settle", book, report);
        Object[] challenge = {
            "escrow",
            "challenge",
            book,
            "--of",
            "ann",
            "--epoch",
            0,
            "--by",
            "zoe",
            "--id",
            "d1",
            "--evidence",
            evidence
        };
        does(challenge);
        assertThat(out).contains("900 of ann in epoch 0 are frozen; the bond of zoe is 225");
        does("escrow", "withhold", book, "--of", "cat");
        for (int epoch = 0; epoch < 3; epoch++) {
            does("escrow", "advance", book);
        }
        does("escrow", "status", book);
        assertThat(out).containsPattern("ann +0 +900 +0").containsPattern("cat +0 +400 +0");
        does("escrow", "decide", book, "--id", "d1", "--uphold");
        assertThat(out).contains("bounty to zoe: 90", "forfeited by dispute d1: 810");
        does("escrow", "release", book, "--of", "cat");
        does("escrow", "advance", book);
        does("escrow", "claim", book, "--of", "cat");
        assertThat(out).contains("cat is paid 400.");
        assertThat(run("escrow", "decide", book, "--id", "d1", "--reject")).isEqualTo(Main.BAD_INPUT);
        assertThat(err).contains("no dispute d1 is open");
        does("verify", book);
    }

    @Test
    void promises_that_were_not_kept_are_taken_from_the_deposit_once() throws IOException {
        Path net = Files.createDirectories(directory.resolve("net"));
        Files.writeString(net.resolve("datanet.yaml"), """
                name: tiny
                version: "1"
                labels: [a, b]
                columns: {id: id, contributor: contributor, epoch: epoch, label: label, features: [x]}
                """);
        Files.writeString(net.resolve("samples.csv"), "id,contributor,epoch,label,x\n");
        Path rows = Files.writeString(directory.resolve("rows.csv"), "id,label,x\nr1,a,1\nr2,b,2\n");
        does("contribute", net, "--as", "ann", "--file", rows, "--commit");
        does("epoch", "close", net);
        Path one = Files.writeString(directory.resolve("one.csv"), "id,label,x\nr1,a,1\n");
        does("contribute", net, "--as", "ann", "--file", one, "--reveal", "--salts", rows + ".salts.csv");
        does("epoch", "close", net);
        does("escrow", "deposit", book, "--of", "ann", "--amount", 100);
        Object[] forfeit = {"escrow", "forfeit", book, "--datanet", net, "--epoch", 0, "--per-row", 40};
        does(forfeit);
        assertThat(out).contains("ann forfeits 40");
        assertThat(run(forfeit)).isEqualTo(Main.BAD_INPUT);
        assertThat(err).contains("taken already");
        does("escrow", "withdraw", book, "--of", "ann", "--amount", 60);
    }

    @Test
    void a_changed_line_or_report_is_named_and_a_torn_line_never_happened() throws IOException {
        does("escrow", "deposit", book, "--of", "bob", "--amount", 50);
        does("escrow", "settle", book, report);
        Path file = book.resolve(EscrowBook.FILE);
        Files.writeString(file, "{\"kind\":\"claim\",\"who\"", StandardOpenOption.APPEND);
        does("verify", book);
        String whole = Files.readString(file);
        assertThat(whole).endsWith("\n");
        Files.writeString(file, whole.replace("\"amount\":\"50\"", "\"amount\":\"90\""));
        assertThat(run("verify", book)).isEqualTo(Main.BAD_INPUT);
        assertThat(out).contains("escrow.jsonl:2", "changed after it was written");
        assertThat(run("escrow", "advance", book)).isEqualTo(Main.BAD_INPUT);
        Files.writeString(file, whole);
        try (Stream<Path> reports = Files.list(book.resolve("reports"))) {
            Path kept = reports.findFirst().orElseThrow();
            Files.writeString(kept, Files.readString(kept).replace("\"900\"", "\"901\""));
        }
        assertThat(run("verify", book)).isEqualTo(Main.BAD_INPUT);
        assertThat(out).contains("escrow.jsonl:3");
    }
}
