package org.datanet.cli;

import org.datanet.contribution.DatanetId;
import picocli.CommandLine.Option;

/** The reports that a new settlement pays. */
final class SettledReports {
    @Option(names = "--datanet", required = true, paramLabel = "ID", description = "the Datanet whose reports are paid")
    @SuppressWarnings("NullAway.Init")
    private String datanet;

    @Option(
            names = "--currency",
            required = true,
            paramLabel = "CODE",
            description = "of the reports; one base unit of it is one of the token")
    @SuppressWarnings("NullAway.Init")
    private String currency;

    DatanetId datanet() {
        return new DatanetId(datanet);
    }

    String currency() {
        return currency;
    }
}
