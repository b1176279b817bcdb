package org.datanet.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a command prints what it found: for people, or with {@code --json} for programs. */
final class Printed {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--json", description = "print the result as JSON")
    private boolean json;

    /** Prints one of the two. */
    void print(Supplier<String> forPrograms, Consumer<PrintWriter> forPeople) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(forPrograms.get());
        } else {
            forPeople.accept(out);
        }
        out.flush();
    }
}
