package org.datanet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.datanet.io.Reports;
import org.datanet.reward.CuratorReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A round of sealed verdicts, as its people run it: files only. */
class RoundCommandTest {
    private static final List<String> CURATORS = List.of("cat", "dan", "eve", "fay");
    private static final int SAMPLES = 40;

    @TempDir
    Path directory;

    private Path net = Path.of("");
    private String out = "";
    private String err = "";

    private int run(Object... arguments) {
        Ran ran = Ran.of(arguments);
        out = ran.out();
        err = ran.err();
        return ran.code();
    }

    @BeforeEach
    void a_datanet_whose_fifth_samples_are_bad() throws IOException {
        net = Files.createDirectories(directory.resolve("net"));
        Files.writeString(net.resolve("datanet.yaml"), """
                name: tiny
                version: "1"
                labels: [a, b]
                columns: {id: id, contributor: contributor, epoch: epoch, label: label, features: [x]}
                """);
        StringBuilder samples = new StringBuilder("id,contributor,epoch,label,x\n");
        for (int i = 0; i < SAMPLES; i++) {
            samples.append("s%d,%s,0,a,%d%n".formatted(i, i == 0 ? "cat" : "ann", i));
        }
        Files.writeString(net.resolve("samples.csv"), samples.toString());
    }

    private static String truth(String sample) {
        return Integer.parseInt(sample.substring(1)) % 5 == 0 ? "reject" : "approve";
    }

    private Path verdicts(String curator, Function<String, String> says) throws IOException {
        assertThat(run("round", "work", net, "--as", curator)).as(err).isZero();
        Path file = directory.resolve(curator + ".csv");
        Files.writeString(
                file,
                "sample,verdict\n"
                        + out.lines()
                                .map(sample -> sample + "," + says.apply(sample) + "\n")
                                .collect(Collectors.joining()));
        return file;
    }

    private void open() throws IOException {
        Files.writeString(net.resolve("policy.yaml"), "curation: {audit_share: 0.25, unanswered: 2}\n");
        assertThat(run("round", "open", net, "--curators", String.join(",", CURATORS), "--audit-share", "0.5"))
                .as(err)
                .isZero();
    }

    private void audit() throws IOException {
        assertThat(run("round", "status", net)).isZero();
        Path audits = directory.resolve("audits.csv");
        Files.writeString(
                audits,
                "sample,truth,difficulty\n"
                        + out.lines()
                                .filter(line -> line.matches("s[0-9]+"))
                                .map(sample ->
                                        "%s,%s,%d\n".formatted(sample, truth(sample), sample.endsWith("7") ? 3 : 1))
                                .collect(Collectors.joining()));
        assertThat(run("round", "audit", net, "--file", audits)).as(err).isZero();
        assertThat(out).contains("0 are missing");
    }

    @Test
    void a_round_goes_from_the_draw_to_pay_that_anybody_computes_again() throws IOException {
        open();
        for (String curator : CURATORS) {
            Path file = verdicts(curator, curator.equals("dan") ? sample -> "approve" : RoundCommandTest::truth);
            if (!curator.equals("fay")) {
                assertThat(run("round", "seal", net, "--as", curator, "--file", file))
                        .as(err)
                        .isZero();
            }
        }
        assertThat(Files.readString(net.resolve("seals.csv"))).doesNotContain("approve", "reject");
        assertThat(net.resolve("curations.csv")).doesNotExist();
        assertThat(run("round", "pay", net, "--pot", 1_000, "--out", directory.resolve("early.json")))
                .isEqualTo(Main.BAD_INPUT);
        assertThat(err).contains("paid once it is closed");

        assertThat(run("round", "next", net)).isZero();
        assertThat(run("round", "show", net, "--as", "cat", "--file", directory.resolve("cat.csv")))
                .isEqualTo(Main.BAD_INPUT);
        assertThat(err).contains("20 drawn samples of round 0 wait for the owner's audit");
        assertThat(net.resolve("curations.csv")).doesNotExist();
        assertThat(run("round", "next", net)).isEqualTo(Main.BAD_INPUT);
        assertThat(err).contains("20 drawn samples of round 0 wait for the owner's audit");
        audit();
        for (String curator : List.of("cat", "dan", "eve")) {
            assertThat(run("round", "show", net, "--as", curator, "--file", directory.resolve(curator + ".csv")))
                    .as(err)
                    .isZero();
        }
        assertThat(run("round", "next", net)).isZero();
        Path report = directory.resolve("curators.json");
        assertThat(run("round", "pay", net, "--pot", 1_000_000, "--out", report))
                .as(err)
                .isZero();

        CuratorReport paid = Reports.CURATORS.read(report);
        assertThat(paid.lines())
                .extracting(line -> line.curator().value() + " " + line.net().signum())
                .containsExactly("cat 1", "dan " + paid.lines().get(1).net().signum(), "eve 1", "fay -1");
        assertThat(paid.unanswered()).as("the policy's fine").isEqualTo(2);
        assertThat(paid.sharedError()).as("the default fine").isEqualTo(12);
        assertThat(paid.lines().get(3).unanswered())
                .isEqualTo(paid.lines().get(3).audited())
                .isPositive();
        assertThat(paid.lines().get(0).right()).isEqualTo(paid.lines().get(0).audited());
        assertThat(paid.lines().get(1).net()).isLessThan(paid.lines().get(0).net());
        assertThat(run("verify", report)).as(out).isZero();
        assertThat(run("verify", "--recompute", net, report)).as(out + err).isZero();
        assertThat(run("verify", net)).as(out + err).isZero();

        Path audits = net.resolve("audits.csv");
        String before = Files.readString(audits);
        Files.writeString(audits, before.replaceFirst(",reject,", ",approve,"));
        assertThat(run("verify", "--recompute", net, report)).isEqualTo(Main.BAD_INPUT);
        assertThat(out).contains("the line of curator");
        Files.writeString(audits, before);

        Files.writeString(audits, before.replaceFirst(",[^,\n]*Z", ",9999-01-01T00:00:00Z"));
        assertThat(run("verify", "--recompute", net, report)).isEqualTo(Main.BAD_INPUT);
        assertThat(out + err).contains("the audit could follow them");
        Files.writeString(audits, before);

        Path assignments = net.resolve("assignments.csv");
        String drawn = Files.readString(assignments);
        Files.writeString(assignments, drawn.replaceFirst("0,s1,(cat|dan|eve|fay)\r?\n", ""));
        assertThat(run("verify", "--recompute", net, report)).isEqualTo(Main.BAD_INPUT);
        assertThat(out + err).contains("round 0");
    }

    @Test
    void a_seal_after_the_others_are_shown_is_refused_and_so_is_a_verdict_in_the_open() throws IOException {
        open();
        Path cat = verdicts("cat", RoundCommandTest::truth);
        Path dan = verdicts("dan", RoundCommandTest::truth);
        String sample = Files.readAllLines(dan).get(1).split(",", -1)[0];
        assertThat(run("curate", net, sample, "--as", "dan", "--approve")).isEqualTo(Main.BAD_INPUT);
        assertThat(err).contains("judged in round 0", "datanet round seal");
        assertThat(run("round", "seal", net, "--as", "cat", "--file", cat)).isZero();
        assertThat(run("round", "seal", net, "--as", "cat", "--file", cat, "--salts", directory.resolve("x.csv")))
                .isEqualTo(Main.BAD_INPUT);
        assertThat(err).contains("already");
        assertThat(run("round", "show", net, "--as", "cat", "--file", cat)).isEqualTo(Main.BAD_INPUT);
        assertThat(run("round", "next", net)).isZero();
        assertThat(run("round", "seal", net, "--as", "dan", "--file", dan)).isEqualTo(Main.BAD_INPUT);
        assertThat(err).contains("too late");
        audit();
        Files.writeString(cat, Files.readString(cat).replaceFirst(",approve", ",reject"));
        assertThat(run("round", "show", net, "--as", "cat", "--file", cat)).isEqualTo(Main.BAD_INPUT);
        assertThat(err).contains("not what cat sealed");
        assertThat(net.resolve("openings.csv")).doesNotExist();
    }

    @Test
    void nobody_is_assigned_an_own_sample_and_a_second_round_waits_for_the_first() throws IOException {
        open();
        assertThat(Files.readString(net.resolve("assignments.csv"))).doesNotContain("0,s0,cat");
        assertThat(run("round", "open", net, "--curators", "cat,dan,eve")).isEqualTo(Main.BAD_INPUT);
        assertThat(err).contains("round 0 is sealing");
        assertThat(run("round", "work", net, "--as", "zoe")).isEqualTo(Main.BAD_INPUT);
        assertThat(err).contains("zoe has no assignment");
    }
}
