package org.datanet.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts jobs of the module {@code guard-spark} by the {@code spark-submit} of an installed Spark, in a process of their own: nothing of Spark is ever
 * on this command's class path.
 *
 * @param submit the program
 * @param job the jar
 */
record SparkEngine(Path submit, Path job) {
    private static final String MAIN = "org.datanet.spark.Main";
    private static final String BUILD = "mvn -B -Dfast -Pspark -pl guard-spark -am package";

    /**
     * Finds both parts.
     *
     * @param environment {@code SPARK_HOME} or {@code PATH} lead to {@code spark-submit}, {@code DATANET_SPARK_JOB} to the jar where it is not in {@code root}
     * @param root of a clone in which the jar may have been built
     * @throws IllegalArgumentException saying what is missing and how to get it
     */
    static SparkEngine find(Map<String, String> environment, @Nullable Path root) throws IOException {
        return new SparkEngine(submit(environment), job(environment, root));
    }

    private static Path submit(Map<String, String> environment) {
        List<Path> candidates = new ArrayList<>();
        String home = environment.getOrDefault("SPARK_HOME", "");
        if (!home.isEmpty()) {
            candidates.add(Path.of(home, "bin", "spark-submit"));
        } else {
            Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                    .filter(entry -> !entry.isEmpty())
                    .forEach(entry -> candidates.add(Path.of(entry, "spark-submit")));
        }
        return candidates.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException((home.isEmpty()
                                ? "there is no spark-submit on the PATH"
                                : "SPARK_HOME is %s, which has no bin/spark-submit".formatted(home))
                        + "; set SPARK_HOME to an installed Spark 4.1 for Scala 2.13"));
    }

    private static Path job(Map<String, String> environment, @Nullable Path root) throws IOException {
        String named = environment.getOrDefault("DATANET_SPARK_JOB", "");
        if (!named.isEmpty()) {
            Path jar = Path.of(named);
            if (!Files.isRegularFile(jar)) {
                throw new IllegalArgumentException(
                        "DATANET_SPARK_JOB is %s, which is no file; build it with: %s".formatted(named, BUILD));
            }
            return jar;
        }
        Path target = root == null ? Path.of("guard-spark", "target") : root.resolve("guard-spark/target");
        Optional<Path> built = Optional.empty();
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                built = files.filter(file -> file.getFileName().toString().endsWith("-job.jar"))
                        .sorted()
                        .findFirst();
            }
        }
        return built.orElseThrow(() -> new IllegalArgumentException(
                "%s has no job jar; build it with \"%s\", or name one in DATANET_SPARK_JOB".formatted(target, BUILD)));
    }

    /** The folder of the clone that this command was built in, if it was. */
    static @Nullable Path root() {
        try {
            Path own = Path.of(SparkEngine.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            // cli/target/datanet-cli.jar or cli/target/classes
            Path target = own.getParent();
            return target == null || target.getParent() == null
                    ? null
                    : target.getParent().getParent();
        } catch (java.net.URISyntaxException | RuntimeException e) {
            return null;
        }
    }

    /**
     * Runs a job to its end. What it says goes to this process's standard error.
     *
     * @param master of Spark; empty for the installation's default
     * @throws IllegalStateException when it ends with another code than 0
     */
    void run(String master, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(submit.toString()));
        if (!master.isEmpty()) {
            command.addAll(List.of("--master", master));
        }
        command.addAll(List.of("--class", MAIN, job.toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File(nothing())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException(
                        "the Spark job ended with code %d; what it said stands above. Run the command again to go on with the stage that failed"
                                .formatted(code));
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the Spark job ran", e);
        }
    }

    private static String nothing() {
        return File.separatorChar == '/' ? "/dev/null" : "NUL";
    }
}
