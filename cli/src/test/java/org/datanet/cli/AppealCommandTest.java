package org.datanet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datanet.hook.HookServer;
import org.datanet.hook.HookSettings;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.Role;
import org.datanet.rest.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command {@code appeal} against a hook that really serves. */
class AppealCommandTest {
    @TempDir
    static Path directory;

    private static HookServer hook;
    private static Path owner;
    private static Path ada;

    @BeforeAll
    static void start() throws Exception {
        hook = HookServer.start(HookSettings.in(directory));
        owner = directory.resolve(HookSettings.OWNER_TOKEN_FILE);
        ada = directory.resolve("ada.token");
        HttpRequest request = HttpRequest.newBuilder(hook.uri().resolve(Tokens.PATH))
                .header("Authorization", "Bearer " + SecretFiles.readLine(owner))
                .header("Content-Type", MediaTypes.JSON)
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        RecordJson.write(new Tokens.Request(Role.CONTRIBUTOR, "ada"))))
                .build();
        HttpResponse<byte[]> made = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
        SecretFiles.create(ada, RecordJson.read(made.body(), Tokens.Made.class).token());
    }

    @AfterAll
    static void stop() {
        hook.close();
    }

    private static String run(int code, Path token, String net, String... arguments) {
        List<String> line = new ArrayList<>(List.of("appeal"));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--hook", hook.uri().toString(), "--token-file", token.toString(), "--datanet", net));
        return run(code, line);
    }

    private static String run(int code, List<String> line) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        CommandLine command = Main.commandLine().setOut(out).setErr(out);
        assertThat(command.execute(line.toArray(String[]::new)))
                .as(text.toString())
                .isEqualTo(code);
        return text.toString();
    }

    @Test
    void from_an_appeal_to_its_decision() {
        String[] appeal = {"make", "s1", "--as", "ada", "--detector", "near-duplicate", "--reason", "another fruit"};
        String made = run(0, ada, "pears", appeal);
        assertThat(made).contains("ada about s1 of near-duplicate (another fruit), undecided");
        assertThat(run(0, ada, "pears", appeal))
                .as("the same again is the same")
                .isEqualTo(made);
        String number = made.substring(0, made.indexOf(':'));

        assertThat(run(2, ada, "pears", "decide", number, "--accept", "--reason", "I say so"))
                .contains("403");
        assertThat(run(2, owner, "pears", "decide", number, "--reason", "it is"))
                .contains("--accept");
        assertThat(run(0, owner, "pears", "decide", number, "--accept", "--reason", "it is"))
                .contains("accepted: it is");
        assertThat(run(2, owner, "pears", "decide", number, "--reject", "--reason", "no"))
                .contains("409", "decided before");
        assertThat(run(0, ada, "pears", "list", "--json"))
                .startsWith("{\"appeals\":[{")
                .contains("\"accepted\":true");
    }

    @Test
    void nobody_appeals_for_another_or_sees_what_another_appealed() {
        assertThat(run(2, ada, "figs", "make", "s1", "--as", "bea", "--reason", "hers"))
                .contains("403");
        run(0, owner, "figs", "make", "s2", "--as", "bea", "--reason", "mine");
        assertThat(run(0, ada, "figs", "list")).isEmpty();
        assertThat(run(0, owner, "figs", "list")).contains("bea about s2 of every detector (mine), undecided");
    }

    @Test
    void what_is_wrong_is_said() throws IOException {
        Path forged = directory.resolve("forged.token");
        SecretFiles.create(forged, "of-nobody");
        assertThat(run(2, forged, "plums", "list")).contains("401");
        assertThat(run(2, directory.resolve("missing"), "plums", "list")).contains("missing");
        assertThat(run(2, ada, "plums", "make", "s1", "--as", "ada", "--reason", " "))
                .contains("a reason has 1 to 2000 characters");
        assertThat(run(2, List.of("appeal"))).contains("make, list or decide");
    }
}
