package org.datanet.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import picocli.CommandLine;

/** What a command line came to: its exit code and what it printed. */
record Ran(int code, String out, String err) {
    static Ran of(Object... arguments) {
        StringWriter standard = new StringWriter();
        StringWriter errors = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(standard)).setErr(new PrintWriter(errors));
        int code = line.execute(Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
        return new Ran(code, standard.toString(), errors.toString());
    }
}
