package org.datanet.benchmarks.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A script of {@code benchmarks/peers}, run by {@code python3} or what the environment variable {@code DATANET_PYTHON} names. */
final class PeerScript {
    private PeerScript() {}

    /** What the script printed; a line that says so when it could not be run. */
    static List<String> run(String script, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(System.getenv().getOrDefault("DATANET_PYTHON", "python3"), "benchmarks/peers/" + script));
        command.addAll(arguments);
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            return List.of("not measured: " + e.getMessage());
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                return List.of("not measured: the script ended with an error");
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            return List.of("not measured: interrupted");
        }
        return said.lines().toList();
    }
}
