package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A Maven project to begin from. */
@Command(
        name = "new-project",
        mixinStandardHelpOptions = true,
        description =
                "Begins a Maven project: a Java SE service that trains on record and serves a Datanet's hook, with a test.")
final class NewProjectCommand extends PrintingCommand {
    @Parameters(paramLabel = "DIR", description = "a new folder")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Option(names = "--name", paramLabel = "NAME", description = "its artifact id (default: the folder's name)")
    private @Nullable String name;

    @Option(
            names = "--package",
            paramLabel = "PACKAGE",
            description = "its package and group id (default: org.example. and the name's letters and digits)")
    private @Nullable String javaPackage;

    @Override
    void run(PrintWriter out) throws IOException {
        String chosen = name != null
                ? name
                : String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        ServiceProject project =
                javaPackage != null ? new ServiceProject(chosen, javaPackage) : ServiceProject.named(chosen);
        project.write(folder);
        out.printf("%s is begun in %s, package %s.%n", chosen, folder, project.javaPackage());
        out.println("The SDK is on no public repository yet: run \"mvn -Dfast install\" in its clone first, once.");
        out.printf("Then: cd %s && mvn package%n", folder);
    }
}
