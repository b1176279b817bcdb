package org.datanet.rewards.upkeep;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.datanet.proof.Ids;

/**
 * What the Datanet lacks and what it pays for it, from what was withheld elsewhere: a published list of named gaps with a price a
 * row. A bounty comes on top of the reward of a row that fills the gap and has a positive frozen value; so it cannot be earned
 * with copies. Immutable.
 *
 * @param bounties in ascending order of gap
 */
public record RefreshBounties(List<Bounty> bounties) {
    /** First line of the file. */
    private static final String HEADER = "gap,wanted_rows,per_row,reason";

    public RefreshBounties {
        bounties = List.copyOf(bounties);
    }

    /**
     * Something that is stale, thin or drifting.
     *
     * @param name names it, such as a label or a region
     * @param reason a sentence
     * @param wantedRows how many rows would fill it, 1 or more
     * @param need its weight against other gaps, 1 or more
     */
    public record Gap(String name, String reason, int wantedRows, long need) {
        public Gap {
            Ids.check("gap", name);
            if (wantedRows < 1 || need < 1) {
                throw new IllegalArgumentException("gap %s wants 1 row or more with a need of 1 or more, not %d and %d"
                        .formatted(name, wantedRows, need));
            }
        }
    }

    /**
     * A priced gap.
     *
     * @param perRow base units for each of the first {@code gap.wantedRows()} rows
     */
    public record Bounty(Gap gap, BigInteger perRow) {}

    /**
     * Prices gaps in proportion to need, rounded down: if all are filled, at most the budget is spent.
     *
     * @throws IllegalArgumentException when two gaps have one name
     */
    public static RefreshBounties price(BigInteger budget, List<Gap> gaps) {
        Set<String> names = new HashSet<>();
        BigInteger needs = BigInteger.ZERO;
        for (Gap gap : gaps) {
            if (!names.add(gap.name())) {
                throw new IllegalArgumentException("gap %s stands twice".formatted(gap.name()));
            }
            needs = needs.add(BigInteger.valueOf(gap.need()));
        }
        List<Bounty> priced = new ArrayList<>();
        for (Gap gap : gaps) {
            BigInteger share = budget.multiply(BigInteger.valueOf(gap.need()));
            priced.add(new Bounty(gap, share.divide(needs.multiply(BigInteger.valueOf(gap.wantedRows())))));
        }
        priced.sort(Comparator.comparing(bounty -> bounty.gap().name()));
        return new RefreshBounties(priced);
    }

    /** The most that all bounties together can cost. */
    public BigInteger total() {
        return bounties.stream()
                .map(bounty ->
                        bounty.perRow().multiply(BigInteger.valueOf(bounty.gap().wantedRows())))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** The published file, as RFC 4180 with a header. */
    public String csv() {
        StringBuilder csv = new StringBuilder(HEADER).append("\r\n");
        for (Bounty bounty : bounties) {
            Gap gap = bounty.gap();
            csv.append(quoted(gap.name()))
                    .append(',')
                    .append(gap.wantedRows())
                    .append(',')
                    .append(bounty.perRow())
                    .append(',')
                    .append(quoted(gap.reason()))
                    .append("\r\n");
        }
        return csv.toString();
    }

    /** Writes the published file as a whole. */
    public void write(Path file) throws IOException {
        Path part = Files.createTempFile(file.toAbsolutePath().getParent(), "bounties", ".part");
        try {
            Files.writeString(part, csv(), StandardCharsets.UTF_8);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static String quoted(String value) {
        return '"' + value.replace("\"", "\"\"") + '"';
    }
}
