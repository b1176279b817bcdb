package org.datanet.evm.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Random;
import org.datanet.evm.tree.EvmAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class KeysAndFeesTest {
    @TempDir
    private Path folder;

    @Test
    void a_keystore_is_its_owners_only_and_opens_with_its_password_only() throws IOException {
        Path file = folder.resolve("key.json");
        EvmAddress address = KeystoreFile.create(file, "correct horse");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        TransactionSigner signer = KeystoreFile.open(file, "correct horse");
        assertThat(signer.address()).isEqualTo(address);
        assertThat(signer.toString()).isEqualTo("signer of " + address);
        assertThatThrownBy(() -> KeystoreFile.open(file, "wrong horse")).hasMessageContaining("cannot be opened");
        assertThatThrownBy(() -> KeystoreFile.create(file, "correct horse"))
                .isInstanceOf(FileAlreadyExistsException.class);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> KeystoreFile.open(file, "correct horse")).hasMessageContaining("chmod 600");
        assertThatThrownBy(() -> KeystoreFile.create(folder.resolve("other"), "short"))
                .hasMessageContaining("5 characters");
        Path junk = folder.resolve("junk");
        Files.writeString(junk, "{}");
        Files.setPosixFilePermissions(junk, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> KeystoreFile.open(junk, "correct horse")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void replacements_raise_both_fees_by_a_tenth_at_least(long seed) {
        Random random = new Random(seed);
        FeePolicy policy = new FeePolicy(BigInteger.ONE.shiftLeft(60), 1, Duration.ofMinutes(1));
        for (int trial = 0; trial < 500; trial++) {
            BigInteger base = new BigInteger(40, random);
            BigInteger tip = new BigInteger(35, random);
            FeePolicy.Fees fees = policy.fees(base, tip);
            assertThat(fees.most()).isGreaterThanOrEqualTo(base.add(tip)).isLessThanOrEqualTo(policy.cap());
            FeePolicy.Fees raised = policy.raised(fees, new BigInteger(40, random), new BigInteger(35, random));
            assertThat(raised.most().multiply(BigInteger.TEN))
                    .isGreaterThanOrEqualTo(fees.most().multiply(BigInteger.valueOf(11)));
            assertThat(raised.tip().multiply(BigInteger.TEN))
                    .isGreaterThanOrEqualTo(fees.tip().multiply(BigInteger.valueOf(11)));
        }
    }

    @Test
    void the_artefact_names_its_errors_and_its_code() {
        ContractArtefact artefact = ContractArtefact.distributor();
        assertThat(artefact.compiler()).startsWith("0.8.34+commit.");
        assertThat(artefact.error("0x82b42900")).isEmpty();
        assertThat(artefact.error(null)).isEmpty();
        assertThat(artefact.errorName(
                        "0x" + org.web3j.crypto.Hash.sha3String("ZeroRoot()").substring(2, 10)))
                .hasValue("ZeroRoot");
        assertThat(artefact.isDeployedAs("0x")).isFalse();
        assertThat(artefact.isDeployedAs("0x60")).isFalse();
    }

    @Test
    void what_cannot_work_is_refused_before_a_node_is_asked() {
        EvmAddress one = EvmAddress.parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
        EvmAddress other = EvmAddress.parse("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359");
        assertThatThrownBy(() -> new Distributor.Deployment(one, one, 0, one, one, 86_400))
                .hasMessageContaining("reporter and guardian");
        assertThatThrownBy(() -> new Distributor.Deployment(one, one, 0, one, other, 60))
                .hasMessageContaining("1 hour to 30 days");
        assertThatThrownBy(() -> new Distributor.Deployment(EvmAddress.of(new byte[20]), one, 0, one, other, 86_400))
                .hasMessageContaining("zero address");
        assertThatThrownBy(() -> Chain.at(URI.create("ftp://node"))).hasMessageContaining("http");
        assertThatThrownBy(() -> new FeePolicy(BigInteger.ZERO, 1, Duration.ofMinutes(1)))
                .hasMessageContaining("cap");
        assertThatThrownBy(() -> new FeePolicy(BigInteger.ONE, 0, Duration.ofMinutes(1)))
                .hasMessageContaining("confirmations");
        assertThatThrownBy(() ->
                        Chain.at(URI.create("http://127.0.0.1:1/secret-key")).id())
                .isInstanceOf(ChainException.class)
                .hasMessageContaining("cannot be reached")
                .hasMessageNotContaining("secret-key");
    }
}
