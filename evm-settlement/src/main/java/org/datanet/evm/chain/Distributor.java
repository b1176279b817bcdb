package org.datanet.evm.chain;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.datanet.evm.tree.Bytes32;
import org.datanet.evm.tree.EvmAddress;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint128;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint48;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.crypto.Hash;

/** The distributor contract at an address: what it is asked and told. Thread-safe. */
public final class Distributor {
    private static final int WORD = 64;

    private final Chain chain;
    private final EvmAddress address;

    /** A distributor; nothing is asked yet. */
    public Distributor(Chain chain, EvmAddress address) {
        this.chain = chain;
        this.address = address;
    }

    /**
     * A root on the chain.
     *
     * @param root zero where there is none
     * @param activatableAt end of its challenge window, seconds since 1970
     */
    public record Root(Bytes32 root, Bytes32 evidence, BigInteger total, long epoch, long activatableAt) {
        /** Whether there is one. */
        public boolean exists() {
            return !root.isZero();
        }
    }

    /** The roles of the contract. */
    public enum Role {
        /** Proposes. */
        REPORTER,
        /** Vetoes and pauses. */
        GUARDIAN;

        Bytes32 id() {
            return Bytes32.parse(Hash.sha3String(name() + "_ROLE"));
        }
    }

    /** What a distributor is deployed with; see the contract's constructor. Times are seconds. */
    public record Deployment(
            EvmAddress token,
            EvmAddress admin,
            long adminDelay,
            EvmAddress reporter,
            EvmAddress guardian,
            long window) {
        public Deployment {
            for (EvmAddress account : List.of(token, admin, reporter, guardian)) {
                account.requireNotZero();
            }
            if (reporter.equals(guardian)) {
                throw new IllegalArgumentException(
                        "%s cannot be reporter and guardian: the one exists to check the other".formatted(reporter));
            }
            if (window < 3_600 || window > 30 * 86_400) {
                throw new IllegalArgumentException(
                        "the challenge window is 1 hour to 30 days, not " + window + " seconds");
            }
            if (adminDelay < 0 || adminDelay >= 1L << 48) {
                throw new IllegalArgumentException(
                        "the delay of another admin is 0 or more seconds, not " + adminDelay);
            }
        }

        /** What the transaction carries. */
        public String data() {
            return ContractArtefact.distributor()
                    .deployment(List.of(
                            address(token),
                            address(admin),
                            new Uint48(adminDelay),
                            address(reporter),
                            address(guardian),
                            new Uint64(window)));
        }
    }

    /** Where it is. */
    public EvmAddress address() {
        return address;
    }

    /**
     * Checks that the code at the address is the contract of this version of the SDK.
     *
     * @throws IllegalStateException when it is not
     */
    public void requireCode() throws IOException {
        String code = chain.code(address);
        if (code.equals("0x")) {
            throw new IllegalStateException("there is no contract at %s on chain %d: check the address and the node"
                    .formatted(address, chain.id()));
        }
        if (!ContractArtefact.distributor().isDeployedAs(code)) {
            throw new IllegalStateException(
                    "the contract at %s is not the distributor of this version (compiler %s, source %s): nothing is sent to it"
                            .formatted(
                                    address,
                                    ContractArtefact.distributor().compiler(),
                                    ContractArtefact.distributor().sourceSha256()));
        }
    }

    /** The active root. */
    public Root active() throws IOException {
        return root("active");
    }

    /** The root in its challenge window or past it. */
    public Root pending() throws IOException {
        return root("pending");
    }

    private Root root(String name) throws IOException {
        String words = ask(name);
        return new Root(
                Bytes32.parse("0x" + word(words, 0)),
                Bytes32.parse("0x" + word(words, 1)),
                number(words, 2),
                number(words, 3).longValueExact(),
                number(words, 4).longValueExact());
    }

    /** Base units that were paid in, less what was taken out. */
    public BigInteger funded() throws IOException {
        return number(ask("funded"), 0);
    }

    /** What an account was paid since the beginning, in base units. */
    public BigInteger claimed(EvmAddress account) throws IOException {
        return number(ask("claimed", address(account)), 0);
    }

    /** Whether claims and activations are stopped. */
    public boolean paused() throws IOException {
        return number(ask("paused"), 0).signum() > 0;
    }

    /** Number of receipts under the anchored head of the usage ledger. */
    public long ledgerSize() throws IOException {
        return number(ask("ledgerSize"), 0).longValueExact();
    }

    /** The token that is paid. */
    public Erc20 token() throws IOException {
        return new Erc20(
                chain, EvmAddress.parseUnchecked("0x" + word(ask("TOKEN"), 0).substring(24)));
    }

    /** Whether an account holds a role. */
    public boolean holds(Role role, EvmAddress account) throws IOException {
        return number(ask("hasRole", bytes32(role.id()), address(account)), 0).signum() > 0;
    }

    /** Whether a root was ever vetoed or discarded, as far as the contract's events say from a block on. */
    public Optional<String> fate(Bytes32 root, long epoch, long fromBlock) throws IOException {
        if (chain.latest().number() < fromBlock) {
            return Optional.empty();
        }
        Bytes32 number = Bytes32.parse("0x" + "%064x".formatted(epoch));
        for (String event :
                List.of("RootVetoed(uint64,bytes32,address)", "RootDiscarded(uint64,bytes32,uint256,uint128)")) {
            if (!chain.logs(address, fromBlock, List.of(Bytes32.parse(Hash.sha3String(event)), number, root))
                    .isEmpty()) {
                return Optional.of(event.startsWith("RootVetoed") ? "vetoed" : "discarded");
            }
        }
        return Optional.empty();
    }

    /** Data of a proposal. */
    public static String propose(long epoch, Bytes32 root, BigInteger total, Bytes32 evidence) {
        return encode("proposeRoot", new Uint64(epoch), bytes32(root), new Uint128(total), bytes32(evidence));
    }

    /** Data of a veto. */
    public static String veto(Bytes32 root) {
        return encode("veto", bytes32(root));
    }

    /** Data of an activation. */
    public static String activate(Bytes32 root) {
        return encode("activate", bytes32(root));
    }

    /** Data of the removal of an underfunded root. */
    public static String discard(Bytes32 root) {
        return encode("discard", bytes32(root));
    }

    /** Data of a payment into the contract. */
    public static String fund(BigInteger amount) {
        return encode("fund", new Uint256(amount));
    }

    /** Data of an anchor of the usage ledger. */
    public static String anchor(long size, Bytes32 root, Bytes32 head) {
        return encode("anchorLedger", new Uint64(size), bytes32(root), bytes32(head));
    }

    /** Data of a claim by the account itself. */
    public static String claim(BigInteger cumulative, List<Bytes32> proof) {
        return encode(
                "claim",
                new Uint256(cumulative),
                new DynamicArray<>(
                        org.web3j.abi.datatypes.generated.Bytes32.class,
                        proof.stream().map(Distributor::bytes32).collect(Collectors.toList())));
    }

    /** Data of a withdrawal of what no root needs. */
    public static String withdraw(EvmAddress to, BigInteger amount) {
        return encode("withdraw", address(to), new Uint256(amount));
    }

    /** Data of the grant of a role. */
    public static String grant(Role role, EvmAddress account) {
        return encode("grantRole", bytes32(role.id()), address(account));
    }

    /** Data of a call without arguments, such as {@code pause}. */
    public static String plain(String name) {
        return encode(name);
    }

    private String ask(String name, Type<?>... arguments) throws IOException {
        String answer = chain.call(new Chain.Message(null, address, encode(name, arguments)));
        if (answer.length() < 2 + WORD) {
            throw new IllegalStateException(
                    "the contract at %s does not answer %s: it is no distributor".formatted(address, name));
        }
        return answer;
    }

    @SuppressWarnings("rawtypes")
    static String encode(String name, Type<?>... arguments) {
        List<Type> types = new ArrayList<>(Arrays.asList(arguments));
        return FunctionEncoder.encode(new Function(name, types, List.of()));
    }

    static Address address(EvmAddress address) {
        return new Address(address.toString());
    }

    static org.web3j.abi.datatypes.generated.Bytes32 bytes32(Bytes32 bytes) {
        return new org.web3j.abi.datatypes.generated.Bytes32(bytes.bytes());
    }

    private static String word(String answer, int word) {
        return answer.substring(2 + word * WORD, 2 + (word + 1) * WORD);
    }

    static BigInteger number(String answer, int word) {
        return new BigInteger(word(answer, word), 16);
    }
}
