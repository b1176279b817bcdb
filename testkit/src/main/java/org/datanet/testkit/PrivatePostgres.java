package org.datanet.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL cluster of a test's own, from the machine's binaries, on a free loopback port, as durable as any. Its server never runs
 * as root: where a test does, it runs as {@code nobody}. Everything goes when it is closed. Not thread-safe.
 */
public final class PrivatePostgres implements AutoCloseable {
    /** The user whom everybody may connect as, without a password. */
    public static final String USER = "datanet";

    private final Path binaries;
    private final Path home;
    private final int port;
    private int databases;

    private PrivatePostgres(Path binaries, Path home, int port) {
        this.binaries = binaries;
        this.home = home;
        this.port = port;
    }

    /** The folder of all the tools; a link to one of them may stand elsewhere without the others. */
    private static Optional<Path> binaries() {
        Stream<Path> onPath = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(":"))
                .map(Path::of);
        Stream<Path> debian;
        try {
            Path root = Path.of("/usr/lib/postgresql");
            debian = Files.isDirectory(root)
                    ? Files.list(root).sorted(Comparator.reverseOrder()).map(version -> version.resolve("bin"))
                    : Stream.empty();
        } catch (IOException e) {
            debian = Stream.empty();
        }
        return Stream.concat(onPath, debian)
                .map(directory -> directory.resolve("initdb"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(initdb -> {
                    try {
                        return initdb.toRealPath().resolveSibling("");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /**
     * Makes a cluster and starts its server.
     *
     * @throws IOException when the machine has no PostgreSQL, saying how to get it, or the server does not start
     */
    public static PrivatePostgres start() throws IOException, InterruptedException {
        Path binaries = binaries()
                .orElseThrow(() -> new IOException("no PostgreSQL on this machine: apt-get install -y postgresql"));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path home = Files.createTempDirectory("datanet-postgres");
        PrivatePostgres postgres = new PrivatePostgres(binaries, home, port);
        if (isRoot()) {
            run(List.of("chown", "nobody", home.toString()), home);
        }
        postgres.command(
                "initdb", "-D", home.resolve("data").toString(), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync");
        postgres.startServer();
        return postgres;
    }

    /** Starts the server, again after {@link #stopServer}. */
    public void startServer() throws IOException, InterruptedException {
        command(
                "pg_ctl",
                "-D",
                home.resolve("data").toString(),
                "-w",
                "-l",
                home.resolve("log").toString(),
                "-o",
                "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200 -p " + port,
                "start");
    }

    /** Stops the server without waiting for anybody. */
    public void stopServer() throws IOException, InterruptedException {
        command("pg_ctl", "-D", home.resolve("data").toString(), "-w", "-m", "immediate", "stop");
    }

    /** The JDBC URL of a fresh, empty database. */
    public String freshUrl() throws IOException, InterruptedException {
        String name = "fresh_" + ++databases;
        tool("createdb", name);
        return url(name);
    }

    /** Backs up a database with {@code pg_dump} while it is in use, restores it as another, and gives that one's URL. */
    public String restoredCopyOf(String url) throws IOException, InterruptedException {
        String from = url.substring(url.lastIndexOf('/') + 1);
        String file = home.resolve(from + ".dump").toString();
        String name = "restored_" + ++databases;
        tool("pg_dump", "--format=custom", "--file=" + file, from);
        tool("createdb", name);
        tool("pg_restore", "--exit-on-error", "--dbname=" + name, file);
        return url(name);
    }

    /** The process of the server, whose children serve one connection each. */
    public long pid() throws IOException {
        return Long.parseLong(Files.readAllLines(home.resolve("data").resolve("postmaster.pid"))
                .get(0)
                .strip());
    }

    private void tool(String name, String... arguments) throws IOException, InterruptedException {
        String[] server = {"-h", "127.0.0.1", "-p", Integer.toString(port), "-U", USER};
        command(
                name,
                Stream.concat(Arrays.stream(server), Arrays.stream(arguments)).toArray(String[]::new));
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private void command(String name, String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            words.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        words.add(binaries.resolve(name).toString());
        words.addAll(List.of(arguments));
        run(words, home);
    }

    private static void run(List<String> words, Path home) throws IOException, InterruptedException {
        Path output = Files.createTempFile("datanet-postgres", ".out");
        Process process = new ProcessBuilder(words)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(words + " failed: " + Files.readString(output));
        }
        Files.delete(output);
    }

    @Override
    public void close() throws IOException {
        try {
            stopServer();
            try (Stream<Path> files = Files.walk(home)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
