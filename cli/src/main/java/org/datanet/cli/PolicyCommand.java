package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.datanet.io.Policies;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Policy files. */
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        description = "Writes or checks a policy file.",
        subcommands = {PolicyCommand.Init.class, PolicyCommand.Check.class})
final class PolicyCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do: init or check");
    }

    /** Writes the defaults. */
    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description = "Writes a policy that states and explains every default.")
    static final class Init implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Parameters(paramLabel = "F.yaml", description = "a new file", defaultValue = "policy.yaml")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Override
        public Integer call() throws IOException {
            Policies.writeDefaults(file, PolicyOptions.detectorDefaults());
            PrintWriter out = spec.commandLine().getOut();
            out.printf("The defaults are in %s. Change what you like, then: datanet policy check %s%n", file, file);
            out.flush();
            return Main.OK;
        }
    }

    /** Checks a file. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Checks a policy; an unknown key is refused with the nearest known one.")
    static final class Check implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Parameters(paramLabel = "F.yaml", description = "the policy")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Override
        public Integer call() {
            Policies policies = Policies.read(file, PolicyOptions.detectorDefaults());
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    Locale.ROOT,
                    "%s is right: mode %s, %.1f %% of fees to contributors in %s; digest %s%n",
                    file,
                    policies.quality().mode().name().toLowerCase(Locale.ROOT),
                    policies.reward().contributorShare() / 1e4,
                    policies.reward().currency(),
                    policies.quality().digest());
            out.flush();
            return Main.OK;
        }
    }
}
