package org.datanet.samples.war;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Jakarta EE server of a test's own, as a process, bound to the loopback interface, with one WAR deployed. */
final class RunningServer implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final int port;

    private RunningServer(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts a server.
     *
     * @param name glassfish, wildfly or liberty
     * @param home where it was unpacked
     * @param keys system properties
     */
    static RunningServer start(String name, Path home, Path war, Path work, Map<String, String> keys)
            throws IOException {
        int port = freePort();
        List<String> properties = keys.entrySet().stream()
                .map(key -> "-D" + key.getKey() + "=" + key.getValue())
                .toList();
        Path log = work.resolve("server.log");
        ProcessBuilder builder = switch (name) {
            case "glassfish" -> glassfish(home, war, work, port, properties);
            case "wildfly" -> wildfly(home, war, work, port, properties);
            case "liberty" -> liberty(home, war, work, port, properties);
            default -> throw new IllegalArgumentException("no such server: " + name);
        };
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        return new RunningServer(process, log, port);
    }

    private static ProcessBuilder glassfish(Path home, Path war, Path work, int port, List<String> properties)
            throws IOException {
        Path configuration = Files.writeString(
                work.resolve("listener.properties"),
                "embedded-glassfish-config.server.network-config.network-listeners.network-listener.http-listener.address=127.0.0.1\n");
        List<String> words = new ArrayList<>(List.of(java(), "-Xmx512m"));
        words.addAll(properties);
        words.addAll(List.of(
                "-jar",
                home.resolve("glassfish.jar").toString(),
                "--properties=" + configuration,
                "--httpPort=" + port,
                "deploy --contextroot datanet-sample-war " + war));
        return new ProcessBuilder(words);
    }

    private static ProcessBuilder wildfly(Path home, Path war, Path work, int port, List<String> properties)
            throws IOException {
        Path base = work.resolve("standalone");
        Files.createDirectories(base.resolve("deployments"));
        copyFolder(home.resolve("standalone/configuration"), base.resolve("configuration"));
        Files.copy(war, base.resolve("deployments").resolve(war.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        List<String> words = new ArrayList<>(List.of(
                home.resolve("bin/standalone.sh").toString(),
                "-c",
                "standalone-microprofile.xml",
                "-b",
                "127.0.0.1",
                "-bmanagement",
                "127.0.0.1",
                "-Djboss.server.base.dir=" + base,
                "-Djboss.http.port=" + port,
                "-Djboss.https.port=" + freePort(),
                "-Djboss.management.http.port=" + freePort(),
                "-Djboss.management.https.port=" + freePort()));
        words.addAll(properties);
        return new ProcessBuilder(words);
    }

    private static ProcessBuilder liberty(Path home, Path war, Path work, int port, List<String> properties)
            throws IOException {
        Path server = work.resolve("usr/servers/grain");
        Files.createDirectories(server);
        Files.writeString(server.resolve("server.xml"), """
                <server>
                  <featureManager><feature>webProfile-10.0</feature><feature>mpConfig-3.0</feature></featureManager>
                  <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"/>
                  <webApplication location="%s" contextRoot="/datanet-sample-war"/>
                </server>
                """.formatted(port, war));
        Files.writeString(server.resolve("jvm.options"), String.join("\n", properties) + "\n-Xmx512m\n");
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/server").toString(), "run", "grain");
        builder.environment().put("WLP_USER_DIR", work.resolve("usr").toString());
        return builder;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        File[] files = from.toFile().listFiles(File::isFile);
        for (File file : files == null ? new File[0] : files) {
            Files.copy(file.toPath(), to.resolve(file.getName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** The application's address. */
    URI uri() {
        return URI.create("http://127.0.0.1:" + port + "/datanet-sample-war/");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What the server said. */
    String log() throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        children.forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
