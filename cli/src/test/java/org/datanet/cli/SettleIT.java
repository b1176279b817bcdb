package org.datanet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.io.Reports;
import org.datanet.proof.Digest;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardReport.ContributorReward;
import org.datanet.reward.RewardReport.TreasuryLine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands from a report to a claim, as docs/SETTLEMENT.md shows them, on a chain of its own. */
@SuppressWarnings("NullAway.Init")
class SettleIT {
    private static final Path MODULE = Path.of("../evm-settlement");

    @TempDir
    private Path folder;

    private Process anvil;
    private URI node;
    private Path password;

    @BeforeEach
    void start() throws IOException {
        Path binary = MODULE.resolve("toolchain/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil");
        assertThat(binary)
                .as("anvil is not installed: run evm-settlement/toolchain/run install")
                .exists();
        anvil = new ProcessBuilder(binary.toString(), "--port", "0")
                .redirectErrorStream(true)
                .start();
        BufferedReader out = anvil.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.startsWith("Listening on ")) {
            line = out.readLine();
        }
        node = URI.create("http://" + String.valueOf(line).substring("Listening on ".length()));
        Thread drain = new Thread(() -> out.lines().forEach(said -> {}));
        drain.setDaemon(true);
        drain.start();
        password = Files.writeString(folder.resolve("password"), "correct horse\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterEach
    void stop() {
        anvil.destroy();
    }

    private String rpc(String method, String parameters) throws IOException {
        return rpcJson(method, parameters).replace("\"", "");
    }

    /** Runs a command; its exit code and what it printed, errors too. */
    private String run(int expected, String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine command = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        assertThat(command.execute(arguments)).as(out.toString()).isEqualTo(expected);
        return out.toString();
    }

    private String onChain(int expected, String key, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--rpc", node.toString(), "--confirmations", "1", "--poll", "20ms"));
        if (!key.isEmpty()) {
            all.addAll(List.of("--keystore", folder.resolve(key).toString(), "--password-file", password.toString()));
        }
        return run(expected, all.toArray(String[]::new));
    }

    private String key(String name) throws IOException {
        String address = run(
                        0,
                        "settle",
                        "key",
                        "--out",
                        folder.resolve(name).toString(),
                        "--password-file",
                        password.toString())
                .strip();
        rpc("anvil_setBalance", "\"%s\",\"0xde0b6b3a7640000\"".formatted(address));
        return address;
    }

    private Path report(long amount) throws IOException {
        Digest any = Digest.sha256(new byte[] {(byte) amount});
        Path file = folder.resolve("rewards-" + amount + ".json");
        Reports.REWARDS.write(
                new RewardReport(
                        new DatanetRef(new DatanetId("wheat"), "v1", 10, any),
                        "conditional-gain",
                        "UNIT",
                        1,
                        any,
                        any,
                        any,
                        BigInteger.valueOf(amount + 7),
                        List.of(new ContributorReward(
                                new ContributorId("ada"), BigInteger.valueOf(amount), 1, 1, 1, List.of())),
                        List.of(new TreasuryLine("refund", BigInteger.valueOf(7)))),
                file);
        return file;
    }

    @Test
    void from_a_report_to_a_claim() throws Exception {
        String admin = key("admin");
        String reporter = key("reporter");
        String guardian = key("guardian");
        String ada = key("ada");
        JsonObject artefact = Json.createReader(
                        Files.newBufferedReader(MODULE.resolve("src/test/resources/org/datanet/evm/TestToken.json")))
                .readObject();
        rpc("anvil_impersonateAccount", "\"" + admin + "\"");
        String deployed = rpc(
                "eth_sendTransaction",
                "{\"from\":\"%s\",\"gas\":\"0x2dc6c0\",\"data\":\"%s%064x\"}"
                        .formatted(admin, artefact.getString("bytecode"), 1_000_000));
        JsonObject receipt = Json.createReader(
                        new StringReader(rpcJson("eth_getTransactionReceipt", "\"" + deployed + "\"")))
                .readObject();
        String token = org.datanet.evm.tree.EvmAddress.parseUnchecked(receipt.getString("contractAddress"))
                .toString();
        String settlement = folder.resolve("settlement").toString();

        String[] deploy = {
            "settle",
            "deploy",
            "--settlement",
            settlement,
            "--datanet",
            "wheat",
            "--currency",
            "UNIT",
            "--token",
            token,
            "--admin",
            admin,
            "--reporter",
            reporter,
            "--guardian",
            guardian,
            "--window",
            "1h"
        };
        String[] nameless = deploy.clone();
        nameless[List.of(deploy).indexOf("UNIT")] = " ";
        assertThat(onChain(2, "admin", with(nameless, "--send")))
                .contains("currency")
                .doesNotContain("Deployed");
        assertThat(onChain(0, "", deploy)).contains("Dry run: nothing was sent");
        onChain(0, "admin", with(deploy, "--send"));
        assertThat(onChain(2, "admin", with(deploy, "--send"))).contains("has a contract already");

        Path first = report(600);
        String[] settle = {"settle", "--settlement", settlement, first.toString()};
        assertThat(onChain(0, "", settle)).contains("ada has no address yet");
        assertThat(onChain(
                        0, "", "settle", "bind", "--settlement", settlement, "--contributor", "ada", "--account", ada))
                .contains("\"primaryType\":\"AddressBinding\"");
        onChain(0, "ada", "settle", "bind", "--settlement", settlement, "--contributor", "ada", "--sign");
        assertThat(onChain(2, "", settle)).contains("pay in 600").contains("Dry run");
        assertThat(onChain(2, "reporter", with(settle, "--send"))).contains("pay in 600");
        onChain(0, "admin", "settle", "fund", "--settlement", settlement, "--amount", "1000", "--send");
        assertThat(onChain(2, "guardian", with(settle, "--send"))).contains("reporter's role");
        assertThat(onChain(0, "reporter", with(settle, "--send"))).contains("can be challenged until");
        assertThat(run(2, "proof", "ada", "--settlement", settlement)).contains("not active yet");
        rpc("evm_increaseTime", "3601");
        rpc("evm_mine", "");
        assertThat(onChain(0, "reporter", with(settle, "--send"))).contains("all reports are settled");

        Path proof = folder.resolve("ada.proof");
        run(0, "proof", "ada", "--settlement", settlement, "--out", proof.toString());
        String journal = folder.resolve("claims").toString();
        assertThat(onChain(0, "", "claim", proof.toString())).contains("Would claim 600");
        assertThat(onChain(2, "admin", "claim", proof.toString(), "--send")).contains("holds the key of");
        onChain(0, "ada", "claim", proof.toString(), "--send", "--journal", journal);
        assertThat(onChain(2, "ada", "claim", proof.toString(), "--send", "--journal", journal))
                .contains("was paid all 600");
        assertThat(new BigInteger(
                        rpc(
                                        "eth_call",
                                        "{\"to\":\"%s\",\"data\":\"0x70a08231%s\"},\"latest\""
                                                .formatted(token, "0".repeat(24) + ada.substring(2)))
                                .substring(2),
                        16))
                .isEqualTo(600);

        Files.writeString(proof, Files.readString(proof).replace("\"600\"", "\"601\""));
        assertThat(onChain(2, "", "claim", proof.toString())).contains("does not lead from");
        Path forged = report(50);
        Files.writeString(forged, Files.readString(forged).replace("\"ada\"", "\"eve\""));
        assertThat(onChain(2, "", "settle", "--settlement", settlement, forged.toString()))
                .contains("does not verify");
        onChain(
                0,
                "reporter",
                "settle",
                "--settlement",
                settlement,
                "--send",
                report(40).toString());
        String root = String.valueOf(rpcJson(
                        "eth_call",
                        "{\"to\":\"%s\",\"data\":\"0xe20ccec3\"},\"latest\"".formatted(contract(settlement))))
                .replace("\"", "")
                .substring(0, 66);
        assertThat(root).startsWith("0x");
        assertThat(onChain(0, "", "settle", "veto", root, "--settlement", settlement))
                .contains("Would veto");
        onChain(0, "guardian", "settle", "veto", root, "--settlement", settlement, "--send");
        assertThat(onChain(2, "reporter", "settle", "--settlement", settlement, "--send"))
                .contains("was vetoed");
        onChain(0, "", "settle", "release", "--settlement", settlement);
        assertThat(onChain(0, "reporter", "settle", "--settlement", settlement, "--send"))
                .contains("can be challenged until");
    }

    private static String contract(String settlement) throws IOException {
        return Json.createReader(Files.newBufferedReader(Path.of(settlement, "settlement.json")))
                .readObject()
                .getString("contract");
    }

    private String rpcJson(String method, String parameters) throws IOException {
        try {
            String answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(node)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
                                                    .formatted(method, parameters)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            JsonObject json = Json.createReader(new StringReader(answer)).readObject();
            assertThat(json.containsKey("error")).as(answer).isFalse();
            return json.get("result").toString();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String[] with(String[] arguments, String more) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(more);
        return all.toArray(String[]::new);
    }

    @Test
    void bad_input_is_refused_without_a_node() throws Exception {
        assertThat(run(2, "settle", "--settlement", folder.toString(), "--rpc", "http://127.0.0.1:1"))
                .contains("settlement.json is missing");
        for (String amount : List.of("0", "-5", "1.5", "1e9", " 7", "")) {
            assertThat(run(2, "settle", "fund", "--settlement", folder.toString(), "--amount=" + amount))
                    .contains("is no amount");
        }
        assertThat(run(2, "proof", "ada", "--settlement", folder.toString())).contains("settlement.json is missing");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(run(
                        2,
                        "settle",
                        "key",
                        "--out",
                        folder.resolve("k").toString(),
                        "--password-file",
                        password.toString()))
                .contains("chmod 600");
    }
}
