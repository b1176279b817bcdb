package org.datanet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.HexFormat;
import org.datanet.proof.Signer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFilesTest {
    @TempDir
    Path directory;

    @Test
    void a_created_key_reads_back_and_only_its_owner_may_read_it() throws IOException {
        Path file = directory.resolve("owner.pem");
        KeyPair pair = KeyFiles.create(file);
        byte[] message = {1, 2, 3};
        byte[] signature = KeyFiles.signer(file).sign(message);

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Signer.verify(pair.getPublic(), message, signature)).isTrue();
        assertThat(Signer.verify(KeyFiles.readPublic(KeyFiles.publicFile(file)), message, signature))
                .isTrue();
        assertThat(KeyFiles.read(file).getPublic()).isEqualTo(pair.getPublic());
        assertThat(file).content().startsWith("-----BEGIN PRIVATE KEY-----\n").endsWith("-----END PRIVATE KEY-----\n");
    }

    @Test
    void a_key_is_never_overwritten() throws IOException {
        Path file = directory.resolve("k");
        KeyFiles.create(file);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> KeyFiles.create(file))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("there is a key already; name another file");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void a_key_that_others_may_read_is_refused() throws IOException {
        Path file = directory.resolve("k");
        KeyFiles.create(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> KeyFiles.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + ": is a private key that others than its owner may use (rw-r-----); run \"chmod 600 "
                        + file + "\" and consider the key known");
    }

    @Test
    void a_file_that_is_no_key_is_refused() throws IOException {
        Path file = directory.resolve("k");
        AtomicFile.writeSecret(file, out -> out.write("hello".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> KeyFiles.read(file)).hasMessageContaining("is no Ed25519 key in PEM form");
        assertThatThrownBy(() -> KeyFiles.readPublic(file)).hasMessageContaining("is no Ed25519 key in PEM form");
        assertThatThrownBy(() -> KeyFiles.read(directory.resolve("none"))).hasMessageContaining("does not exist");
    }

    @Test
    void a_seed_always_gives_the_same_key_and_another_seed_another() {
        assertThat(KeyFiles.unsafeFromSeed(1).getPublic())
                .isEqualTo(KeyFiles.unsafeFromSeed(1).getPublic())
                .isNotEqualTo(KeyFiles.unsafeFromSeed(2).getPublic());
        assertThat(HexFormat.of()
                        .formatHex(KeyFiles.unsafeFromSeed(1).getPublic().getEncoded()))
                .startsWith("302a300506032b6570032100")
                .hasSize(88);
    }
}
