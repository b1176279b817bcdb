package org.datanet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** A new project as its user meets it: compiled, tested and run in a process of its own, in its own folder. */
class NewProjectIT {
    /** Absolute, for processes that run elsewhere. */
    private static final String CLASS_PATH = Stream.of(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));

    @TempDir
    static Path directory;

    private static Path project = Path.of("");

    @BeforeAll
    static void begin_and_compile() throws IOException {
        project = directory.resolve("grain-shop");
        Ran ran = Ran.of("new-project", project, "--package", "com.example.shop");
        assertThat(ran.code()).as(ran.err()).isZero();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        Path classes = Files.createDirectories(project.resolve("target/classes"));
        try (Stream<Path> files = Files.walk(project.resolve("src"));
                StandardJavaFileManager sources = compiler.getStandardFileManager(null, null, null)) {
            List<Path> java =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options = List.of(
                    "--release",
                    "17",
                    "-Xlint:all,-processing,-classfile,-options,-path",
                    "-Werror",
                    "-proc:none",
                    "-d",
                    classes.toString(),
                    "-cp",
                    CLASS_PATH);
            assertThat(compiler.getTask(said, sources, null, options, null, sources.getJavaFileObjectsFromPaths(java))
                            .call())
                    .as(said::toString)
                    .isTrue();
        }
        Files.copy(
                project.resolve("src/main/resources/META-INF/beans.xml"),
                Files.createDirectories(classes.resolve("META-INF")).resolve("beans.xml"));
    }

    @Test
    void its_test_passes() throws Exception {
        Process process = start(NewProjectIT.class.getName(), "com.example.shop.GrainServiceTest");
        String said =
                process.inputReader(StandardCharsets.UTF_8).lines().reduce("", (before, line) -> before + line + "\n");
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("1 found, 1 passed");
    }

    @Test
    void it_trains_on_record_and_serves_the_hook() throws Exception {
        Process process = start(
                "-Ddatanet.datanets.wheat=wheat",
                "-Ddatanet.payer=acme",
                "-Ddatanet.hook.port=0",
                "com.example.shop.GrainService");
        try {
            String said = "";
            BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said += line + "\n";
                if (line.startsWith("trained ")) {
                    break;
                }
            }
            assertThat(said).containsPattern("(?m)^trained \\[.*; the hook serves at http://127.0.0.1:");
            URI hook = URI.create(said.strip().replaceAll("(?s)^.* at (http://\\S+)$", "$1"));
            HttpResponse<String> receipts = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(hook.resolve("v1/receipts"))
                                    .header(
                                            "Authorization",
                                            "Bearer "
                                                    + Files.readString(project.resolve("datanet-hook/owner.token"))
                                                            .strip())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(receipts.body()).contains("\"payer\":\"acme\"", "\"state\":\"COMPLETED\"");
        } finally {
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "-cp",
                                project.resolve("target/classes") + File.pathSeparator + CLASS_PATH),
                        Stream.of(arguments))
                .toList();
        return new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .start();
    }

    /** Runs a test class, as Maven would. */
    public static void main(String[] arguments) throws ClassNotFoundException {
        SummaryGeneratingListener result = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(Class.forName(arguments[0])))
                                .build(),
                        result);
        result.getSummary().printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        System.out.printf(
                "%d found, %d passed%n",
                result.getSummary().getTestsFoundCount(), result.getSummary().getTestsSucceededCount());
        System.exit((int) result.getSummary().getTotalFailureCount());
    }
}
