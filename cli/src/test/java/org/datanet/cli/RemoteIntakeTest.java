package org.datanet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.HookClient;
import org.datanet.hook.HookServer;
import org.datanet.hook.HookSettings;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.io.DatanetReader;
import org.datanet.io.Intake;
import org.datanet.rest.Contributions;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.Role;
import org.datanet.rest.Tokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code contribute --hook} against a hook that really serves. */
class RemoteIntakeTest {
    private static final String HEADER = "id,label,words\n";
    private static final String ROWS =
            HEADER + "s1,a,a ripe pear\ns2,b,\"two, in\ntwo lines\"\ns3,a,\"\"\"quoted\"\" ñ\"\n";

    @TempDir
    Path directory;

    private HookServer hook;
    private Path owned;
    private Path copy;
    private Path token;
    private Path rows;
    private Path salts;

    @BeforeEach
    void start() throws Exception {
        owned = directory.resolve("owned/pears");
        copy = Files.createDirectories(directory.resolve("copy/pears"));
        assertThat(Ran.of("new", owned, "--text", "words", "--labels", "a,b").code())
                .isZero();
        Files.copy(owned.resolve("datanet.yaml"), copy.resolve("datanet.yaml"));
        hook = HookServer.start(HookSettings.in(Files.createDirectories(directory.resolve("hook")))
                .serving(Map.of(new DatanetId("pears"), owned)));
        token = directory.resolve("ann.token");
        HttpRequest request = HttpRequest.newBuilder(hook.uri().resolve(Tokens.PATH))
                .header(
                        "Authorization",
                        "Bearer "
                                + SecretFiles.readLine(
                                        directory.resolve("hook").resolve(HookSettings.OWNER_TOKEN_FILE)))
                .header("Content-Type", MediaTypes.JSON)
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        RecordJson.write(new Tokens.Request(Role.CONTRIBUTOR, "ann"))))
                .build();
        HttpResponse<byte[]> made = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
        SecretFiles.create(
                token, RecordJson.read(made.body(), Tokens.Made.class).token());
        rows = Files.writeString(directory.resolve("rows.csv"), ROWS);
        salts = directory.resolve("rows.csv.salts.csv");
    }

    @AfterEach
    void stop() {
        hook.close();
    }

    private Ran contribute(Path file, String... more) {
        List<Object> line = new ArrayList<>(List.of("contribute", copy, "--as", "ann", "--file", file));
        line.addAll(List.of(more));
        line.addAll(List.of("--hook", hook.uri(), "--token-file", token));
        return Ran.of(line.toArray());
    }

    private void close() throws IOException {
        try (Intake intake = Intake.open(owned, Clock.systemUTC())) {
            intake.closeEpoch();
        }
    }

    @Test
    void rows_are_promised_unseen_and_shown_once_the_epoch_is_closed() throws IOException {
        Ran committed = contribute(rows, "--commit");
        assertThat(committed.code()).as(committed.err()).isZero();
        assertThat(committed.out()).contains("3 rows are promised for epoch 0, 0 of them before", salts.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(salts)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.walk(owned)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain("ripe", "two lines", "quoted");
            }
        }
        assertThat(contribute(rows, "--reveal").err()).contains("epoch 0 of pears is open", "once it is closed");
        close();
        assertThat(contribute(rows, "--commit").err()).contains("in its reveal", "--reveal");
        Ran revealed = contribute(rows, "--reveal");
        assertThat(revealed.code()).as(revealed.err()).isZero();
        assertThat(revealed.out()).contains("3 promised rows are shown in epoch 0; 0 promises of yours wait still");
        Datanet taken = DatanetReader.open(owned).read();
        assertThat(taken.rows()).isEqualTo(3);
        assertThat(taken.text(1)).isEqualTo("two, in\ntwo lines");
        assertThat(taken.contributorId(2)).isEqualTo(new ContributorId("ann"));
        assertThat(copy).isDirectoryNotContaining("glob:**samples*");
    }

    @Test
    void what_was_interrupted_goes_on_with_the_same_salts() throws Exception {
        DatanetId pears = new DatanetId("pears");
        ContributorId ann = new ContributorId("ann");
        try (Intake intake = Intake.open(copy, Clock.systemUTC())) {
            List<Intake.Sealed> sealed = intake.seal(ann, 0, rows, salts);
            new HookClient(hook.uri(), token)
                    .promise(
                            pears,
                            new Contributions.Promise(ann, List.of(sealed.get(1).commitment()), Optional.of(0)));
        }
        String first = Files.readString(salts);
        assertThat(contribute(rows, "--commit").out()).contains("3 rows are promised for epoch 0, 1 of them before");
        assertThat(contribute(rows, "--commit").out()).contains("3 rows are promised for epoch 0, 3 of them before");
        assertThat(Files.readString(salts)).isEqualTo(first);
        assertThat(DatanetReader.open(owned).commitments()).hasSize(3);
        close();
        Path some = Files.writeString(directory.resolve("some.csv"), HEADER + "s3,a,\"\"\"quoted\"\" ñ\"\n");
        assertThat(contribute(some, "--reveal", "--salts", salts.toString()).out())
                .contains("1 promised rows are shown in epoch 0; 2 promises of yours wait still");
        assertThat(contribute(rows, "--reveal").out())
                .contains("2 promised rows are shown in epoch 0; 0 promises of yours wait still");
        assertThat(contribute(rows, "--reveal").err()).contains("shown already", "0 promises of yours wait");
        assertThat(DatanetReader.open(owned).read().rows()).isEqualTo(3);
    }

    @Test
    void more_rows_than_one_request_takes_go_in_several() throws IOException {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 10_100; i++) {
            many.append("{\"id\":\"r%d\",\"label\":\"a\",\"words\":\"number %d\"}%n".formatted(i, i));
        }
        Path file = Files.writeString(directory.resolve("many.jsonl"), many);
        Ran committed = contribute(file, "--commit");
        assertThat(committed.out()).as(committed.err()).contains("10100 rows are promised for epoch 0");
        close();
        Ran revealed = contribute(file, "--reveal");
        assertThat(revealed.out())
                .as(revealed.err())
                .contains("10100 promised rows are shown in epoch 0; 0 promises of yours wait still");
        Datanet taken = DatanetReader.open(owned).read();
        assertThat(taken.rows()).isEqualTo(10_100);
        assertThat(taken.text(10_099)).isEqualTo("number 10099");
    }

    @Test
    void lines_end_where_the_reader_ends_them() throws IOException {
        Path returns = Files.writeString(
                directory.resolve("returns.csv"),
                "\uFEFFid,label,words\r\nc1,a,\"one\rtwo\r\nthree\"\r\nc2,b,four\r\nc3,b,\"five\r\"\r\nc4,a,six");
        Path lines = Files.writeString(
                directory.resolve("lines.jsonl"),
                "{\"id\":\"j1\",\r\"label\":\"a\",\"words\":\"x\"}\r\n{\"id\":\"j2\",\"label\":\"b\",\"words\":\"y\\nz\"}");
        for (Path file : List.of(returns, lines)) {
            assertThat(contribute(file, "--commit").err()).isEmpty();
        }
        close();
        // What is shown before is left out of the next request, which must cut the rest at the right places.
        Path c2 = Files.writeString(directory.resolve("c2.csv"), HEADER + "c2,b,four\n");
        Path j1 = Files.writeString(directory.resolve("j1.jsonl"), "{\"id\":\"j1\",\"label\":\"a\",\"words\":\"x\"}");
        assertThat(contribute(c2, "--reveal", "--salts", returns + ".salts.csv").err())
                .isEmpty();
        assertThat(contribute(j1, "--reveal", "--salts", lines + ".salts.csv").err())
                .isEmpty();
        for (Path file : List.of(returns, lines)) {
            assertThat(contribute(file, "--reveal").err()).isEmpty();
        }
        Datanet taken = DatanetReader.open(owned).read();
        assertThat(IntStream.range(0, taken.rows()).mapToObj(taken::text))
                .containsExactly("four", "x", "one\rtwo\r\nthree", "five\r", "six", "y\nz");
    }

    @Test
    void what_is_wrong_is_said_and_nothing_is_promised() throws IOException {
        Path wrong = Files.writeString(directory.resolve("wrong.csv"), HEADER + "s1,c,x\n");
        assertThat(contribute(wrong, "--commit").err()).contains("wrong.csv:2", "\"c\"");
        assertThat(directory.resolve("wrong.csv.salts.csv")).doesNotExist();
        Path large = Files.writeString(
                directory.resolve("long.csv"), HEADER + "s1,a,fine\ns2,a," + "x".repeat(600_000) + "\n");
        assertThat(contribute(large, "--commit").err()).contains("long.csv:3", "\"s2\"", "480000");
        assertThat(contribute(rows).err()).contains("--commit", "--reveal");
        assertThat(contribute(directory.resolve("rows.csv.gz"), "--commit").err())
                .contains("rows.csv.gz", "not packed");
        Ran another = Ran.of(
                "contribute",
                copy,
                "--as",
                "bea",
                "--file",
                rows,
                "--commit",
                "--hook",
                hook.uri(),
                "--token-file",
                token);
        assertThat(another.code()).isEqualTo(2);
        assertThat(another.err()).contains("403");
        Ran nobody = Ran.of(
                "contribute",
                copy,
                "--as",
                "ann",
                "--file",
                rows,
                "--commit",
                "--hook",
                URI.create("http://127.0.0.1:9"),
                "--token-file",
                token);
        assertThat(nobody.err()).contains("nobody answers at http://127.0.0.1:9");
        assertThat(DatanetReader.open(owned).commitments()).isEmpty();
    }
}
