package org.datanet.hook;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Starts processes that are to be killed, cheaply: from an archive of their classes, which takes jars, so that folders of classes are
 * packed first.
 */
public final class ForkedJvm {
    private final Path errors;
    private final String sharing;
    private final String classPath;

    private ForkedJvm(Path errors, String sharing, String classPath) {
        this.errors = errors;
        this.sharing = sharing;
        this.classPath = classPath;
    }

    /**
     * Packs this process's class path, and archives the classes that a run of a main class loads.
     *
     * @param work an empty directory
     * @param arguments make that run end by itself
     */
    public static ForkedJvm archiving(Path work, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                Path jar = work.resolve("classes-" + entries.size() + ".jar");
                pack(path, jar);
                entries.add(jar.toString());
            } else if (Files.exists(path)) {
                entries.add(entry);
            }
        }
        Path archive = work.resolve("classes.jsa");
        ForkedJvm jvm = new ForkedJvm(
                work.resolve("errors"), "-XX:SharedArchiveFile=" + archive, String.join(File.pathSeparator, entries));
        Process training = jvm.start("-XX:ArchiveClassesAtExit=" + archive, main, arguments)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!training.waitFor(5, TimeUnit.MINUTES) || training.exitValue() != 0) {
            training.destroyForcibly();
            throw new IOException(main + " did not end well by itself: " + Files.readString(work.resolve("errors")));
        }
        return jvm;
    }

    private static void pack(Path folder, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(folder.relativize(path).toString().replace(File.separatorChar, '/')));
                Files.copy(path, out);
            }
        }
    }

    /** What the processes have said of errors. */
    public String errors() throws IOException {
        return Files.exists(errors) ? Files.readString(errors) : "";
    }

    /** A process that runs a main class. */
    public ProcessBuilder start(Class<?> main, String... arguments) {
        return start(sharing, main, arguments);
    }

    private ProcessBuilder start(String option, Class<?> main, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-Xlog:disable",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx128m",
                "-cp",
                classPath,
                main.getName()));
        words.addAll(List.of(arguments));
        return new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    }
}
