package org.datanet.cli;

import java.io.Console;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.datanet.evm.Errand;
import org.datanet.evm.chain.Chain;
import org.datanet.evm.chain.FeePolicy;
import org.datanet.evm.chain.KeystoreFile;
import org.datanet.evm.chain.TransactionSigner;
import org.datanet.hook.webhook.SecretFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command reaches a chain, and with which key. */
final class ChainOptions {
    private static final BigDecimal GWEI = BigDecimal.valueOf(1_000_000_000);

    @Option(names = "--rpc", paramLabel = "URL", description = "the node (default: the environment's DATANET_RPC)")
    private @Nullable URI rpc;

    @Option(
            names = "--keystore",
            paramLabel = "F.json",
            description = "the key, a keystore of version 3 with mode 0600")
    private @Nullable Path keystore;

    @Option(
            names = "--password-file",
            paramLabel = "F",
            description =
                    "a file with mode 0600 whose first line is the keystore's password (default: ask at the terminal)")
    private @Nullable Path passwordFile;

    @Option(
            names = "--max-gwei",
            paramLabel = "GWEI",
            description = "the most a unit of gas may cost; above it nothing is sent (default: ${DEFAULT-VALUE})")
    private BigDecimal maxGwei = BigDecimal.valueOf(100);

    @Option(
            names = "--confirmations",
            paramLabel = "N",
            description = "blocks until a transaction counts (default: ${DEFAULT-VALUE})")
    private int confirmations = 12;

    @Option(
            names = "--replace-after",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "when a waiting transaction is sent again with higher fees, such as 3m (default: 3m)")
    private Duration replaceAfter = Duration.ofMinutes(3);

    @Option(
            names = "--poll",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "between two questions to the node (default: 4s)")
    private Duration poll = Duration.ofSeconds(4);

    Chain chain() {
        URI node = rpc;
        if (node == null) {
            String named = System.getenv("DATANET_RPC");
            if (named == null) {
                throw new IllegalArgumentException("name the node with --rpc URL, or in DATANET_RPC");
            }
            node = URI.create(named);
        }
        return Chain.at(node);
    }

    TransactionSigner signer() throws IOException {
        Path file = keystore;
        if (file == null) {
            throw new IllegalArgumentException(
                    "name the key with --keystore F.json (make one with `datanet settle key --out F.json`)");
        }
        return KeystoreFile.open(file, password(passwordFile, "Password of " + file + ": "));
    }

    static String password(@Nullable Path file, String question) throws IOException {
        if (file != null) {
            SecretFiles.refuseIfShared(file);
            // The line as it is: a password may begin with what is a comment elsewhere.
            return Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("%s", question);
        if (typed == null) {
            throw new IllegalArgumentException("there is no terminal to ask at: name a --password-file");
        }
        return new String(typed);
    }

    FeePolicy policy() {
        return new FeePolicy(maxGwei.multiply(GWEI).toBigInteger(), confirmations, replaceAfter);
    }

    Duration poll() {
        return poll;
    }

    Errand errand(long chainId, TransactionSigner signer, Path folder) throws IOException {
        Files.createDirectories(folder);
        return new Errand(
                chain(),
                chainId,
                signer,
                policy(),
                Clock.systemUTC(),
                folder.resolve("errands-" + signer.address() + ".journal"),
                poll);
    }

    /** Whole base units from a person. */
    static BigInteger units(String text) {
        if (!text.matches("\\d{1,39}") || new BigInteger(text).signum() == 0) {
            throw new IllegalArgumentException(
                    "\"%s\" is no amount: write whole base units of the token, 1 or more, without sign, point or blanks"
                            .formatted(text));
        }
        return new BigInteger(text);
    }

    /** A time such as 90s, 3m, 12h or 2d. */
    static final class TimeConverter implements picocli.CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            if (!text.matches("\\d{1,9}(ms|[smhd])")) {
                throw new picocli.CommandLine.TypeConversionException(
                        "\"%s\" is no time: write a number and ms, s, m, h or d, such as 3m".formatted(text));
            }
            long number = Long.parseLong(text.replaceAll("\\D", ""));
            return switch (text.replaceAll("\\d", "")) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }
    }
}
