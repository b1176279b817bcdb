package org.datanet.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.evm.chain.TransactionSigner;
import org.datanet.evm.tree.EvmAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.web3j.crypto.ECKeyPair;

class AddressBindingTest {
    private static final EvmAddress CONTRACT = EvmAddress.parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    private static final SettlementSettings SETTINGS =
            new SettlementSettings(new DatanetId("wheat"), "UNIT", 1, CONTRACT);
    private static final TransactionSigner ADA = TransactionSigner.of(ECKeyPair.create(BigInteger.valueOf(12_345)));
    private static final ContributorId ID = new ContributorId("a\"d\\a");

    @Test
    void the_accounts_own_signature_holds_and_nothing_else_does() throws IOException {
        AddressBinding binding = AddressBinding.sign(SETTINGS, ID, 1, ADA);
        assertThatCode(() -> binding.requireSigned(SETTINGS)).doesNotThrowAnyException();
        AddressBinding other = new AddressBinding(new ContributorId("bea"), ADA.address(), 1, binding.signature());
        assertThatThrownBy(() -> other.requireSigned(SETTINGS)).hasMessageContaining("was signed by");
        AddressBinding later = new AddressBinding(ID, ADA.address(), 2, binding.signature());
        assertThatThrownBy(() -> later.requireSigned(SETTINGS)).hasMessageContaining("sequence 2");
        AddressBinding elsewhere = new AddressBinding(ID, CONTRACT, 1, binding.signature());
        assertThatThrownBy(() -> elsewhere.requireSigned(SETTINGS)).isInstanceOf(IllegalArgumentException.class);
        for (SettlementSettings settings : java.util.List.of(
                new SettlementSettings(new DatanetId("rye"), "UNIT", 1, CONTRACT),
                new SettlementSettings(new DatanetId("wheat"), "UNIT", 2, CONTRACT),
                new SettlementSettings(new DatanetId("wheat"), "UNIT", 1, ADA.address()))) {
            assertThatThrownBy(() -> binding.requireSigned(settings)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void every_flipped_bit_of_a_signature_is_noticed() throws IOException {
        byte[] signature = AddressBinding.sign(SETTINGS, ID, 1, ADA).signature();
        for (int bit = 0; bit < 64 * 8; bit += 5) {
            byte[] flipped = signature.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            AddressBinding forged = new AddressBinding(ID, ADA.address(), 1, flipped);
            assertThatThrownBy(() -> forged.requireSigned(SETTINGS)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void the_message_is_what_wallets_sign() {
        assertThat(AddressBinding.message(SETTINGS, new ContributorId("ada"), CONTRACT, 1))
                .contains("\"primaryType\":\"AddressBinding\"")
                .contains("\"verifyingContract\":\"" + CONTRACT + "\"")
                .contains("{\"name\":\"sequence\",\"type\":\"uint256\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                                     | lacks the field
            not json                                                                               | is not JSON
            {"datanet":"d","currency":"U","chainId":1.5,"contract":"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"} | no whole number
            {"datanet":"d","currency":"U","chainId":0,"contract":"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"}   | 1 or more
            {"datanet":"d","currency":"U","chainId":1,"contract":"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"}   | carries no checksum
            {"datanet":"d","currency":"U","chainId":1,"contract":"0x0000000000000000000000000000000000000000"}   | zero address
            {"datanet":"d","currency":"U","chainId":1,"contract":"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed","x":1} | unknown field x
            """)
    void settings_with_a_mistake_are_refused_by_name(String json, String complaint, @TempDir Path folder)
            throws IOException {
        Files.writeString(folder.resolve(SettlementSettings.FILE), json);
        assertThatThrownBy(() -> SettlementSettings.read(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void settings_never_change_their_contract(@TempDir Path folder) throws IOException {
        SETTINGS.write(folder);
        SETTINGS.write(folder);
        assertThat(SettlementSettings.read(folder)).isEqualTo(SETTINGS);
        assertThatThrownBy(() -> new SettlementSettings(new DatanetId("wheat"), "UNIT", 2, CONTRACT).write(folder))
                .hasMessageContaining("another folder");
    }
}
