package org.datanet.cli;

import java.io.PrintWriter;
import java.math.BigInteger;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.datanet.contribution.ContributorId;
import org.datanet.rewards.escrow.Account;
import org.datanet.rewards.escrow.Account.Kind;
import org.datanet.rewards.escrow.Movement;

/**
 * What became of one contributor's amounts after the reports: the second half of the waterfall that a reward report begins.
 *
 * @param who the contributor
 * @param paid by reports, debts that it paid back included
 * @param paidBack of that, what went to debts carried forward from earlier epochs
 * @param taken for harm, forfeits and challenges that were upheld, from whichever account
 * @param vested what has stood its window
 * @param bonds of challengers who were wrong
 * @param claimed of vested amounts and bonds, what was taken out
 * @param open what can still be challenged, by the epoch of its report
 * @param carried the debt that is set off against what comes next
 * @param movements all of the above
 */
record EscrowStatement(
        String who,
        BigInteger paid,
        BigInteger paidBack,
        BigInteger taken,
        BigInteger vested,
        BigInteger bonds,
        BigInteger claimed,
        SortedMap<Integer, BigInteger> open,
        BigInteger carried,
        List<Movement> movements) {

    /** @throws IllegalArgumentException when the book knows nobody of that name */
    static EscrowStatement of(EscrowBook book, String who) {
        BigInteger carried = book.escrow().debt(new ContributorId(who));
        List<Movement> own = book.movements().stream()
                .filter(m -> owns(who, m.from()) || owns(who, m.to()) || paysBack(who, m))
                .toList();
        if (own.isEmpty() && carried.signum() == 0) {
            throw new IllegalArgumentException(
                    "the escrow has no movement of contributor \"%s\"; \"datanet escrow status\" lists those it has"
                            .formatted(who));
        }
        SortedMap<Integer, BigInteger> open = new TreeMap<>();
        book.escrow().balances().forEach((account, amount) -> {
            if (account.kind() == Kind.UNVESTED && account.owner().equals(who)) {
                open.put(account.epoch(), amount);
            }
        });
        BigInteger paidBack = sum(own, m -> paysBack(who, m));
        return new EscrowStatement(
                who,
                paidBack.add(sum(own, m -> m.from().equals(Account.OUTSIDE) && m.to().kind() == Kind.UNVESTED)),
                paidBack,
                sum(
                        own,
                        m -> owns(who, m.from())
                                && (m.to().kind() == Kind.REFRESH
                                        || m.from().kind() == Kind.UNVESTED && m.to().equals(Account.OUTSIDE))),
                sum(own, m -> m.from().kind() == Kind.UNVESTED && m.to().kind() == Kind.CLAIMABLE),
                sum(own, m -> m.from().kind() == Kind.BOND && m.to().kind() == Kind.CLAIMABLE),
                sum(own, m -> m.from().kind() == Kind.CLAIMABLE && m.to().equals(Account.OUTSIDE)),
                open,
                carried,
                own);
    }

    private static boolean owns(String who, Account account) {
        return account.owner().equals(who) && account.kind() != Kind.BOND;
    }

    private static boolean paysBack(String who, Movement m) {
        return m.from().equals(Account.OUTSIDE)
                && m.to().equals(Account.REFRESH)
                && m.why().equals("debt of " + who + " paid back");
    }

    private static BigInteger sum(List<Movement> movements, Predicate<Movement> which) {
        return movements.stream().filter(which).map(Movement::amount).reduce(BigInteger.ZERO, BigInteger::add);
    }

    void print(PrintWriter out) {
        TextTable table = new TextTable(who, "base units");
        table.row("paid by reports", paid.toString());
        table.row("  paid back of debts carried forward", paidBack.toString());
        table.row("taken for harm, forfeits and challenges", taken.toString());
        open.forEach((epoch, amount) -> table.row("open to challenge, of epoch " + epoch, amount.toString()));
        table.row("vested", vested.toString());
        if (bonds.signum() > 0) {
            table.row("bonds of rejected challenges", bonds.toString());
        }
        table.row("claimed", claimed.toString());
        table.row("debt carried forward", carried.toString());
        out.print(table.render());
    }
}
