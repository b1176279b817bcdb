package org.datanet.cli;

import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The Datanet that a command works on: its first operand. */
final class DatanetOperand {
    @Parameters(index = "0", paramLabel = "DATANET", description = "folder of the Datanet")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    Path folder() {
        return folder;
    }
}
