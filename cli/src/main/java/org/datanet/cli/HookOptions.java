package org.datanet.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Path;
import org.datanet.hook.HookClient;
import picocli.CommandLine.Option;

/** Where a hook serves, and who asks it: a mixin where that is needed, a group where it may be left out. */
final class HookOptions {
    @Option(names = "--hook", required = true, paramLabel = "URL", description = "where the owner's hook serves")
    @SuppressWarnings("NullAway.Init")
    private URI hook;

    @Option(
            names = "--token-file",
            required = true,
            paramLabel = "F",
            description = "a file with mode 0600 that holds your token for it")
    @SuppressWarnings("NullAway.Init")
    private Path token;

    /** What is asked. */
    @FunctionalInterface
    interface Request<T> {
        T at(HookClient client) throws IOException, InterruptedException;
    }

    /** Asks the hook. */
    <T> T ask(Request<T> request) throws IOException {
        try {
            return request.at(new HookClient(hook, token));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + hook + " answered; run the same command again");
        }
    }
}
