package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.datanet.contribution.DatanetId;
import org.datanet.io.DatanetDescriptor;
import org.datanet.io.DatanetWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** An empty Datanet. */
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        description = "Begins a Datanet: a folder with its description and no rows yet.")
final class NewCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DATANET", description = "a new folder")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Option(names = "--name", paramLabel = "NAME", description = "its name (default: the folder's)")
    private @Nullable String name;

    @Option(
            names = "--features",
            split = ",",
            hideParamSyntax = true,
            paramLabel = "x,y",
            description = "columns of numbers")
    private List<String> features = new ArrayList<>();

    @Option(names = "--text", paramLabel = "COLUMN", description = "a column of text")
    private @Nullable String text;

    @Option(
            names = "--labels",
            split = ",",
            hideParamSyntax = true,
            paramLabel = "a,b",
            description = "the label set, if samples have labels")
    private List<String> labels = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (features.isEmpty() && text == null) {
            throw new IllegalArgumentException(
                    "samples have features or a text: name columns with --features or --text");
        }
        DatanetDescriptor.Columns columns = new DatanetDescriptor.Columns(
                "id",
                "contributor",
                Optional.of("epoch"),
                Optional.of("submitted_at"),
                labels.isEmpty() ? Optional.empty() : Optional.of("label"),
                Optional.of("licence"),
                Optional.empty(),
                features,
                Optional.ofNullable(text),
                List.of());
        String chosen = name != null
                ? name
                : folder.toAbsolutePath().normalize().getFileName().toString();
        DatanetWriter.begin(
                folder,
                new DatanetDescriptor(
                        new DatanetId(chosen),
                        "1",
                        Optional.empty(),
                        DatanetDescriptor.Licences.any(),
                        columns,
                        labels));
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s is begun. Take rows in with: datanet contribute %s --as ID --file ROWS%n", chosen, folder);
        out.flush();
        return Main.OK;
    }
}
