package org.datanet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.datanet.evm.chain.KeystoreFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A key in a keystore file. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = "Makes a key in a keystore file (version 3) with mode 0600, and prints its account.")
final class SettleKeyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--out", required = true, paramLabel = "F.json", description = "a new file")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(
            names = "--password-file",
            paramLabel = "F",
            description = "a file with mode 0600 whose first line is the password (default: ask at the terminal)")
    private @Nullable Path passwordFile;

    @Override
    public Integer call() throws IOException {
        String password = ChainOptions.password(passwordFile, "Password for " + out + ": ");
        spec.commandLine().getOut().println(KeystoreFile.create(out, password));
        spec.commandLine().getOut().flush();
        return Main.OK;
    }
}
