package org.datanet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import org.datanet.proof.Signer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
    private static final KeyPair OWNER = KeyFiles.unsafeFromSeed(1);

    @TempDir
    Path directory;

    @BeforeEach
    void signed_folder() throws IOException {
        Files.createDirectories(directory.resolve("receipts"));
        Files.writeString(directory.resolve("a.txt"), "alpha");
        Files.writeString(directory.resolve("receipts/b.txt"), "beta");
        Manifest.write(directory, Signer.of(OWNER));
    }

    private List<String> failures() {
        return Verifier.verify(directory, Optional.of(OWNER.getPublic())).failures().stream()
                .map(Verification.Check::name)
                .toList();
    }

    @Test
    void a_folder_as_it_was_signed_holds() {
        Verification verification = Verifier.verify(directory, Optional.of(OWNER.getPublic()));
        assertThat(verification.ok()).isTrue();
        assertThat(verification.checks())
                .extracting(Verification.Check::name)
                .containsExactly("form", "bytes", "signature", "a.txt", "receipts/b.txt");
        assertThat(Manifest.read(directory.resolve("manifest.json")).files()).hasSize(2);
    }

    @Test
    void any_flipped_byte_in_any_file_is_named() throws IOException {
        for (String path : List.of("a.txt", "receipts/b.txt", "manifest.json")) {
            Path file = directory.resolve(path);
            byte[] sound = Files.readAllBytes(file);
            for (int i = 0; i < sound.length; i++) {
                byte[] damaged = sound.clone();
                damaged[i] ^= 1;
                Files.write(file, damaged);
                if (path.equals("manifest.json")) {
                    assertThat(failures()).as("%s, byte %d", path, i).isNotEmpty();
                } else {
                    assertThat(failures()).containsExactly(path);
                }
            }
            Files.write(file, sound);
        }
    }

    @Test
    void missing_added_and_longer_files_are_named() throws IOException {
        Files.delete(directory.resolve("a.txt"));
        Files.writeString(directory.resolve("c.txt"), "");
        Files.writeString(directory.resolve("receipts/b.txt"), "beta2");
        assertThat(failures()).containsExactly("a.txt", "receipts/b.txt", "c.txt");
    }

    @Test
    void a_folder_signed_by_somebody_else_is_not_the_owners() throws IOException {
        Manifest.write(directory, Signer.of(KeyFiles.unsafeFromSeed(2)));
        assertThat(failures()).containsExactly("signature");
        assertThat(Verifier.verify(directory).ok()).isTrue();
    }

    @Test
    void links_are_refused_because_they_may_lead_out() throws IOException {
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("a.txt"));
        assertThatThrownBy(() -> Manifest.write(directory, Signer.of(OWNER)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("link: is a link or no plain file");
    }

    @Test
    void paths_stay_within_the_folder() {
        for (String path : List.of("../x", "/x", "a/../b", "a//b", "", "C:/x", "a\\b")) {
            assertThatThrownBy(() -> new Manifest.Entry(path, 0, org.datanet.proof.Digest.EMPTY))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a path stays within its folder, not \"" + path + "\"");
        }
    }
}
