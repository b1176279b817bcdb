package org.datanet.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a settlement keeps what it knows. */
final class SettlementFolder {
    @Option(
            names = "--settlement",
            paramLabel = "DIR",
            description = "the settlement's folder (default: ${DEFAULT-VALUE})")
    private Path path = Path.of("settlement");

    Path path() {
        return path;
    }
}
