package org.datanet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.HookServer;
import org.datanet.hook.HookSettings;
import org.datanet.proof.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The owner of a restored hook sees what it has forgotten, and has it taken over, on a real server. */
class EpochAdoptTest {
    @TempDir
    Path directory;

    private static String run(HookServer hook, Path token, int code, String... arguments) {
        List<String> line = new ArrayList<>(List.of("epoch", "adopt", "--datanet", "wheat"));
        line.addAll(List.of("--hook", hook.uri().toString(), "--token-file", token.toString()));
        line.addAll(List.of(arguments));
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        assertThat(Main.commandLine().setOut(out).setErr(out).execute(line.toArray(String[]::new)))
                .as(text.toString())
                .isEqualTo(code);
        return text.toString();
    }

    @Test
    void what_was_forgotten_is_shown_and_taken_over_only_with_a_reason() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("wheat"));
        Files.writeString(
                folder.resolve("datanet.yaml"),
                "name: wheat\nversion: \"1\"\ncolumns:\n  id: id\n  contributor: who\n  epoch: epoch\n  label: kind\n"
                        + "  features: [x]\nlabels: [a, b]\n");
        Files.writeString(folder.resolve("samples.csv"), "id,who,epoch,kind,x\ns-0,ada,0,a,1\n");
        HookSettings settings =
                HookSettings.in(directory.resolve("hook")).serving(Map.of(new DatanetId("wheat"), folder));
        Path token = directory.resolve("hook").resolve(HookSettings.OWNER_TOKEN_FILE);
        String lost = Digest.sha256(new byte[] {7}).hex();
        try (HookServer hook = HookServer.start(settings)) {
            assertThat(run(hook, token, 0))
                    .contains("Asked the Datanet's folder.", "Nobody knows a payment that the hook does not know.");
            assertThat(run(hook, token, 0, "--reason", "restored")).contains("There was nothing to take over.");
            assertThat(run(hook, token, 2, "--reason", "a statement", "--paid", "7=" + lost))
                    .contains("409", "of epoch 7 is not to be had");
            assertThat(run(hook, token, 0, "--reason", "a statement", "--paid", "7=" + lost, "--accept"))
                    .contains("Epoch 7 is paid by report " + lost, "is not proved");
            assertThat(run(hook, token, 0, "--reason", "again", "--paid", "7=" + lost, "--accept", "--json"))
                    .contains("\"epochs\":[]");
        }
    }
}
