package org.datanet.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the {@code datanet} command. Exit codes: 0 success, 1 findings against policy, 2 bad usage or input. */
@Command(
        name = "datanet",
        description = "Pays the contributors of a community-owned data set for what their samples did for a model.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
public final class Main implements Runnable {

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"datanet " + (version == null ? "(unpackaged build)" : version)};
        }
    }
}
