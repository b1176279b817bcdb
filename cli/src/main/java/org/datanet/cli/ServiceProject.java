package org.datanet.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * The sample service as a Maven project of its own, under another name.
 *
 * @param name the artifact id
 * @param javaPackage the package of its classes, and its group id
 */
record ServiceProject(String name, String javaPackage) {
    private static final String SAMPLE_NAME = "datanet-sample-service";
    private static final String SAMPLE_PACKAGE = "org.datanet.samples.service";
    private static final Pattern ARTIFACT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9_.]+");

    /** Where each lies in the project, and, but for the first, in this jar. */
    private static final List<String> FILES = List.of(
            ".gitignore",
            "README.md",
            "pom.xml",
            "src/main/java/org/datanet/samples/service/GrainService.java",
            "src/main/java/org/datanet/samples/service/GrainTrainer.java",
            "src/main/java/org/datanet/samples/service/package-info.java",
            "src/main/resources/META-INF/beans.xml",
            "src/test/java/org/datanet/samples/service/GrainServiceTest.java",
            "wheat/datanet.yaml",
            "wheat/samples.csv");

    ServiceProject {
        if (!ARTIFACT.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no artifact id: give letters, digits, \"-\", \"_\" and \".\" with --name"
                            .formatted(name));
        }
        if (!SourceVersion.isName(javaPackage) || !GROUP.matcher(javaPackage).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no package: give one such as com.example.shop with --package".formatted(javaPackage));
        }
    }

    /** In a package of the examples' that is named after it. */
    static ServiceProject named(String name) {
        return new ServiceProject(
                name, "org.example." + name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT));
    }

    /**
     * Writes the whole project, or nothing.
     *
     * @throws FileAlreadyExistsException when there is something already that is no empty folder
     */
    void write(Path folder) throws IOException {
        Path target = folder.toAbsolutePath().normalize();
        refuseWhatIsThere(target, folder);
        Path parent = Optional.ofNullable(target.getParent()).orElse(target);
        Files.createDirectories(parent);
        Path partial = Files.createDirectory(
                parent.resolve(".new-project-" + ProcessHandle.current().pid()));
        try {
            for (String file : FILES) {
                Path written = partial.resolve(file.replace(inPath(SAMPLE_PACKAGE), inPath(javaPackage)));
                Files.createDirectories(written.resolveSibling(""));
                Files.writeString(written, renamed(text(file)));
            }
            Files.deleteIfExists(target);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            try (Stream<Path> left = Files.walk(partial)) {
                for (Path file : left.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            throw e;
        }
    }

    private static void refuseWhatIsThere(Path target, Path asGiven) throws IOException {
        if (Files.isDirectory(target)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
                if (entries.iterator().hasNext()) {
                    throw new FileAlreadyExistsException(
                            asGiven.toString(), null, "the folder is not empty; name a new one");
                }
            }
        } else if (Files.exists(target)) {
            throw new FileAlreadyExistsException(asGiven.toString(), null, "is a file; name a new folder");
        }
    }

    private String renamed(String sample) {
        return sample.replace(SAMPLE_PACKAGE, javaPackage)
                .replace(SAMPLE_NAME, name)
                // The sample's Datanet lies beside it, the project's in it.
                .replace("Path.of(\"..\", \"wheat\")", "Path.of(\"wheat\")");
    }

    private static String text(String file) throws IOException {
        // The build leaves out files of that name.
        String packed = "project/" + (file.equals(".gitignore") ? "gitignore" : file);
        try (InputStream in = ServiceProject.class.getResourceAsStream(packed)) {
            if (in == null) {
                throw new FileNotFoundException(packed + " is missing in this build of the command: build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String inPath(String name) {
        return name.replace('.', '/');
    }
}
