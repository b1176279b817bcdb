package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import org.datanet.io.Croissant;
import org.datanet.io.DatanetReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Metadata for other tools. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Describes a Datanet as MLCommons Croissant metadata, so that other tools can find and load its samples.")
final class ExportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final DatanetOperand datanet = new DatanetOperand();

    @Option(names = "--croissant", required = true, paramLabel = "F.json", description = "where the metadata go")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--url", required = true, paramLabel = "URL", description = "the Datanet's page")
    @SuppressWarnings("NullAway.Init")
    private String url;

    @Option(names = "--creator", required = true, paramLabel = "NAME", description = "person or community that made it")
    @SuppressWarnings("NullAway.Init")
    private String creator;

    @Option(names = "--published", paramLabel = "DATE", description = "day of publication (default: today)")
    private LocalDate published = LocalDate.now(ZoneOffset.UTC);

    @Override
    public Integer call() throws IOException {
        new Croissant(page(), creator, published).write(DatanetReader.open(datanet.folder()), file);
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s is described in %s.%n", datanet.folder(), file);
        out.flush();
        return Main.OK;
    }

    private String page() {
        if (!url.matches("https?://[^\\s/]+(/\\S*)?")) {
            throw new IllegalArgumentException(
                    "--url is the address of the Datanet's page, such as https://example.org/fruit, not \"" + url
                            + '"');
        }
        return url;
    }
}
