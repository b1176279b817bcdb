package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.datanet.attribution.gain.LabelInformationValuator;
import org.datanet.contribution.Datanet;
import org.datanet.hook.epochs.FolderAccount;
import org.datanet.io.DatanetReader;
import org.datanet.io.Policies;
import org.datanet.io.Reports;
import org.datanet.reward.RewardPolicy;
import org.datanet.rewards.FeeSplit;
import org.datanet.rewards.escrow.ConfidenceGate;
import org.datanet.rewards.escrow.DepositSchedule;
import org.datanet.rewards.upkeep.RefreshBounties;
import org.datanet.valuation.ValuationReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What an owner asks before money moves: these commands book nothing. */
final class EscrowAdvice {
    private EscrowAdvice() {}

    /** How large deposits should be. */
    @Command(
            name = "price-deposits",
            mixinStandardHelpOptions = true,
            description = {
                "Says what a row must deposit so that no charge of the coming receipts goes unpaid.",
                "The policy's minimum value bounds how much one row can be charged by one receipt; without it no deposit is enough."
            })
    static final class PriceDeposits extends PrintingCommand {
        @Option(
                names = "--policy",
                required = true,
                paramLabel = "F.yaml",
                description = "the policy, for its contributor share and minimum value")
        @SuppressWarnings("NullAway.Init")
        private Path policy;

        @Option(
                names = "--fees",
                required = true,
                paramLabel = "N",
                description = "base units that payers will pay until a row's amounts have vested")
        @SuppressWarnings("NullAway.Init")
        private BigInteger fees;

        @Option(names = "--receipts", required = true, paramLabel = "N", description = "how many receipts these are")
        private int receipts;

        @Option(names = "--holdout", required = true, paramLabel = "ROWS", description = "rows of the holdout in use")
        private int holdout;

        @Override
        void run(PrintWriter out) {
            if (fees.signum() < 0 || receipts < 0 || holdout < 1) {
                throw new IllegalArgumentException(
                        "fees and receipts are 0 or more and the holdout has a row or more, not %s, %d and %d"
                                .formatted(fees, receipts, holdout));
            }
            RewardPolicy terms =
                    Policies.read(policy, FolderAccount.detectorDefaults()).reward();
            if (terms.minimumValue() == 0) {
                throw new IllegalArgumentException(
                        policy
                                + " has no minimum value, so that a receipt on bad rows alone could charge one row the whole pot: set reward.minimum_value");
            }
            long worst = -LabelInformationValuator.leastGain(holdout);
            BigInteger pots = FeeSplit.of(fees, terms).contributors();
            out.printf(
                    "%s base units a row cover the worst label of a row in %d receipts of %s in all.%n",
                    new DepositSchedule(worst, terms.minimumValue()).perRow(pots, receipts), receipts, fees);
        }
    }

    /** Whom to look at. */
    @Command(
            name = "review",
            mixinStandardHelpOptions = true,
            description = {
                "Names contributors whose frozen values are below zero beyond chance, so that their amounts can be withheld for a look.",
                "A gate for reviews, never for amounts; who has few rows passes."
            })
    static final class Review extends PrintingCommand {
        @Parameters(index = "0", paramLabel = "DATANET", description = "folder of the Datanet")
        @SuppressWarnings("NullAway.Init")
        private Path datanet;

        @Parameters(index = "1", paramLabel = "valuation.json", description = "its frozen values")
        @SuppressWarnings("NullAway.Init")
        private Path valuation;

        @Option(
                names = "--z",
                paramLabel = "X",
                description =
                        "normal quantile of the upper bound; 3.09 errs on one honest contributor in a thousand (default: ${DEFAULT-VALUE})")
        private double z = ConfidenceGate.defaults().z() / 1_000.0;

        @Override
        void run(PrintWriter out) throws IOException {
            Datanet rows = DatanetReader.open(datanet).read();
            ValuationReport report = Reports.VALUATION.read(valuation);
            if (report.datanet().rows() > rows.rows() || !report.datanet().id().equals(rows.id())) {
                throw new IllegalArgumentException("%s values %d rows of Datanet %s, and %s is %s with %d"
                        .formatted(
                                valuation,
                                report.datanet().rows(),
                                report.datanet().id(),
                                datanet,
                                rows.id(),
                                rows.rows()));
            }
            ConfidenceGate gate = new ConfidenceGate(
                    (int) Math.round(1_000 * z), ConfidenceGate.defaults().leastRows());
            LongStream.Builder[] values =
                    new LongStream.Builder[rows.contributors().size()];
            Arrays.setAll(values, c -> LongStream.builder());
            for (int row = 0; row < report.datanet().rows(); row++) {
                values[rows.contributor(row)].add(report.value(row));
            }
            int found = 0;
            for (int c = 0; c < values.length; c++) {
                long[] own = values[c].build().toArray();
                if (gate.isHarmful(own)) {
                    found++;
                    out.printf(
                            "%s: %d rows, worth %d billionths of a nat each on average%n",
                            rows.contributors().get(c),
                            own.length,
                            Math.floorDiv(LongStream.of(own).sum(), own.length));
                }
            }
            out.printf("%d of %d contributors.%n", found, rows.contributors().size());
        }
    }

    /** What the Datanet lacks, priced. */
    @Command(
            name = "price-gaps",
            mixinStandardHelpOptions = true,
            description =
                    "Divides what was withheld over named gaps by need, and writes the bounties as a file to publish; \"bounty\" pays them.")
    static final class PriceGaps extends PrintingCommand {
        @Option(names = "--budget", required = true, paramLabel = "N", description = "base units to offer")
        @SuppressWarnings("NullAway.Init")
        private BigInteger budget;

        @Option(
                names = "--gap",
                required = true,
                paramLabel = "NAME:ROWS:NEED:REASON",
                description = "a gap: how many rows would fill it, its weight against others, and a sentence")
        private List<String> gaps = new ArrayList<>();

        @Option(
                names = "--out",
                paramLabel = "F.csv",
                description = "where the list is written (default: it is printed)")
        private @Nullable Path out;

        @Override
        void run(PrintWriter print) throws IOException {
            if (budget.signum() < 0) {
                throw new IllegalArgumentException("a budget is 0 or more, not " + budget);
            }
            RefreshBounties bounties = RefreshBounties.price(
                    budget, gaps.stream().map(PriceGaps::gap).toList());
            if (out == null) {
                print.print(bounties.csv());
            } else {
                bounties.write(out);
                print.printf(
                        "%s: %d bounties, %s of %s base units if all are filled%n",
                        out, bounties.bounties().size(), bounties.total(), budget);
            }
        }

        private static RefreshBounties.Gap gap(String stated) {
            String[] parts = stated.split(":", 4);
            try {
                if (parts.length == 4) {
                    return new RefreshBounties.Gap(
                            parts[0], parts[3], Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "--gap %s: rows and need are whole numbers, as in \"8:20:3:eights are few\"".formatted(stated),
                        e);
            }
            throw new IllegalArgumentException(
                    "--gap %s is not NAME:ROWS:NEED:REASON, as in \"8:20:3:eights are few\"".formatted(stated));
        }
    }
}
