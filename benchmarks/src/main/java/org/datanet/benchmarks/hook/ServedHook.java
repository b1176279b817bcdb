package org.datanet.benchmarks.hook;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A hook in a process of its own, started as users start it: {@code ./datanet serve}, or what {@code -Ddatanet.command} names. */
final class ServedHook implements AutoCloseable {
    private final Process process;
    private final URI uri;

    private ServedHook(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /** Starts one on a free port; it serves when this returns. */
    static ServedHook start(Path directory, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("datanet.command", "datanet"))
                        .toAbsolutePath()
                        .toString(),
                "serve",
                "--port",
                "0",
                "--dir",
                directory.toString()));
        words.addAll(List.of(options));
        Process process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = process.inputReader().readLine();
        if (line == null) {
            process.destroyForcibly();
            throw new IOException("the hook did not start");
        }
        return new ServedHook(process, URI.create(line.replaceAll("^.* at (http://\\S+), .*$", "$1")));
    }

    URI uri() {
        return uri;
    }

    /** Processor time that it has taken so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Its resident memory in MB; 0 where the system does not say. */
    long residentMegabytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                        .sum()
                : 0;
    }

    /** Not by force: its first run writes its archive when it is stopped. */
    @Override
    public void close() {
        process.destroy();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
