package org.datanet.spark;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A standalone master and workers, processes of this machine that listen on the loopback address only. */
final class LoopbackCluster implements AutoCloseable {
    private final Path home;
    private final int port;
    private final List<Process> processes = new ArrayList<>();

    LoopbackCluster(Path folder, int workers) throws Exception {
        home = Files.createDirectories(folder.resolve("spark-home"));
        // Executors take the class path of this process.
        Files.createDirectories(home.resolve("jars"));
        port = free();
        start("master", "org.apache.spark.deploy.master.Master", "--port", "" + port, "--webui-port", "0");
        waitForMaster();
        for (int i = 0; i < workers; i++) {
            start(
                    "worker-" + i,
                    "org.apache.spark.deploy.worker.Worker",
                    "--cores",
                    "1",
                    "--memory",
                    "1g",
                    "--webui-port",
                    "0",
                    "--work-dir",
                    folder.resolve("work-" + i).toString(),
                    master());
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String master() {
        return "spark://127.0.0.1:" + port;
    }

    private void start(String name, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dspark.master.rest.enabled=false",
                // A master gives an application up after ten executors in a row that came to nothing; here they are
                // killed on purpose.
                "-Dspark.deploy.maxExecutorRetries=-1",
                "-cp",
                System.getProperty("java.class.path"),
                main,
                "--host",
                "127.0.0.1"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(name + ".log").toFile());
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        processes.add(builder.start());
    }

    private void waitForMaster() throws Exception {
        for (int i = 0; i < 600; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                return;
            } catch (IOException e) {
                Thread.sleep(200);
            }
        }
        throw new IllegalStateException("the master did not start: " + Files.readString(home.resolve("master.log")));
    }

    /** What sessions on this cluster need. */
    static void configure() {
        System.setProperty("spark.driver.host", "127.0.0.1");
        System.setProperty("spark.driver.bindAddress", "127.0.0.1");
        System.setProperty("spark.ui.enabled", "false");
        System.setProperty("spark.executor.memory", "768m");
        System.setProperty("spark.executor.cores", "1");
        System.setProperty("spark.executor.extraClassPath", absolute(System.getProperty("java.class.path")));
        System.setProperty("spark.sql.shuffle.partitions", "2");
        System.setProperty("spark.default.parallelism", "2");
        System.setProperty("spark.sql.codegen.wholeStage", "false");
        System.setProperty("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    }

    private static String absolute(String path) {
        return String.join(
                File.pathSeparator,
                Stream.of(path.split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList());
    }

    /** Kills an executor as a failing machine would: workers start nothing else. */
    boolean killExecutor() {
        return processes.stream()
                .flatMap(Process::descendants)
                .findFirst()
                .map(ProcessHandle::destroyForcibly)
                .orElse(false);
    }

    @Override
    public void close() {
        List<ProcessHandle> all = processes.stream()
                .flatMap(process -> Stream.concat(process.descendants(), Stream.of(process.toHandle())))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
