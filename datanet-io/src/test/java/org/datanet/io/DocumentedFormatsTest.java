package org.datanet.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datanet.contribution.Commitment;
import org.datanet.contribution.Datanet;
import org.datanet.proof.Digest;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/FORMATS.md are what the readers read. */
class DocumentedFormatsTest {
    @TempDir
    Path directory;

    private static String documentation() throws IOException {
        return Files.readString(Path.of("..", "docs", "FORMATS.md"));
    }

    /** The first block of that language behind a heading. */
    private static String example(String heading, String language) throws IOException {
        Matcher block = Pattern.compile("\\n *```" + language + "\\n(.*?)\\n *```", Pattern.DOTALL)
                .matcher(documentation());
        int from = documentation().indexOf("\n" + heading + "\n");
        assertThat(from).as("heading %s", heading).isGreaterThan(0);
        assertThat(block.find(from)).as("%s under %s", language, heading).isTrue();
        return block.group(1).strip() + "\n";
    }

    private Folder fruit() throws IOException {
        return new Folder(directory).with("datanet.yaml", example("### datanet.yaml", "yaml"));
    }

    @Test
    void the_documented_folder_is_read() throws IOException {
        Datanet net = fruit().with("samples.csv", example("### samples", "csv"))
                .open()
                .read();
        assertThat(net.rows()).isEqualTo(3);
        assertThat(net.licence(0)).contains("CC-BY-4.0");
        assertThat(net.labels()).containsExactly("apple", "pear");
        Matcher canonical = Pattern.compile("\\n    (\\{\"features\".*?})").matcher(documentation());
        assertThat(canonical.find()).isTrue();
        assertThat(net.digest(0)).isEqualTo(Digest.sha256(canonical.group(1).getBytes(StandardCharsets.UTF_8)));
        assertThat(documentation())
                .contains(net.digest(0).hex() + ", the payload digest of f1")
                .contains("`"
                        + Commitment.digest(1, net.contributorId(0), net.digest(0), new byte[16])
                                .hex() + "`");
    }

    @Test
    void the_documented_json_line_says_the_same_as_the_documented_row() throws IOException {
        Folder folder = fruit().with("samples.csv", example("### samples", "csv"));
        Digest csv = folder.open().read().digest(0);
        folder.without("samples.csv").with("samples.jsonl", example("### samples", "json"));
        assertThat(folder.open().read().digest(0)).isEqualTo(csv);
    }

    @Test
    void the_documented_policy_is_read() throws IOException {
        Path file = directory.resolve("policy.yaml");
        Files.writeString(file, example("## policy.yaml", "yaml"));
        Policies policies =
                Policies.read(file, Map.of("near-duplicate", new DetectorPolicy(true, 0.01, 0, 0.5, Map.of())));
        assertThat(policies.reward()).isEqualTo(Policies.defaults().reward());
        assertThat(policies.quality().licencesDenied()).containsExactly("GPL-3.0-only");
    }
}
