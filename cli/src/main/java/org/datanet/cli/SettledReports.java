package org.datanet.cli;

import org.datanet.contribution.DatanetId;
import org.datanet.evm.SettlementSettings;
import org.datanet.evm.tree.EvmAddress;
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

    /**
     * Their settlement by a contract.
     *
     * @throws IllegalArgumentException when the Datanet or the currency is no name
     */
    SettlementSettings paidBy(EvmAddress contract, long chainId) {
        return new SettlementSettings(new DatanetId(datanet), currency, chainId, contract);
    }
}
