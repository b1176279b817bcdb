package org.datanet.evm.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Set;
import org.datanet.evm.tree.EvmAddress;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Wallet;
import org.web3j.crypto.WalletFile;
import org.web3j.crypto.exception.CipherException;

/** Keystore files of version 3 (Web3 Secret Storage, scrypt): a key under a password, in a file that only its owner may read. */
public final class KeystoreFile {
    private static final int SHORTEST_PASSWORD = 8;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private KeystoreFile() {}

    /**
     * Makes a key and writes it, with mode 0600 from the first byte on.
     *
     * @throws IllegalArgumentException when the password has fewer than 8 characters
     * @throws java.nio.file.FileAlreadyExistsException when the file exists: a key is never overwritten
     */
    public static EvmAddress create(Path file, String password) throws IOException {
        if (password.length() < SHORTEST_PASSWORD) {
            throw new IllegalArgumentException("a password of %d characters protects no money: take %d or more"
                    .formatted(password.length(), SHORTEST_PASSWORD));
        }
        try {
            WalletFile wallet = Wallet.createStandard(password, Keys.createEcKeyPair());
            byte[] json = JsonRpc.JSON.writeValueAsBytes(wallet);
            try (FileChannel channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
                ByteBuffer bytes = ByteBuffer.wrap(json);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            return EvmAddress.parseUnchecked("0x" + wallet.getAddress());
        } catch (CipherException | GeneralSecurityException e) {
            throw new IOException("cannot make a key: " + e.getMessage(), e);
        }
    }

    /**
     * A signer over the key in a file.
     *
     * @throws IllegalArgumentException when others may read the file, it is no keystore of version 3, or the password is another
     */
    public static TransactionSigner open(Path file, String password) throws IOException {
        if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IllegalArgumentException(
                    "%s can be read or changed by others (mode %s): chmod 600 it, and if anyone may have seen it, move its role to another key"
                            .formatted(file, PosixFilePermissions.toString(Files.getPosixFilePermissions(file))));
        }
        try {
            return TransactionSigner.of(
                    Wallet.decrypt(password, JsonRpc.JSON.readValue(Files.readAllBytes(file), WalletFile.class)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + " is no keystore of version 3: " + e.getOriginalMessage(), e);
        } catch (CipherException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "%s cannot be opened: %s".formatted(file, e.getMessage() == null ? e : e.getMessage()), e);
        }
    }
}
