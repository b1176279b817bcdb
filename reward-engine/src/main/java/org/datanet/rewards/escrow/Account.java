package org.datanet.rewards.escrow;

import java.util.Comparator;
import java.util.Locale;

/**
 * One account of the book.
 *
 * @param kind what is kept there
 * @param owner contributor, or id of a dispute; empty for the treasury and the outside
 * @param epoch of an unvested amount; 0 otherwise
 */
public record Account(Kind kind, String owner, int epoch) implements Comparable<Account> {
    /** Where money comes from and goes to: the only account that may be below zero. */
    public static final Account OUTSIDE = new Account(Kind.OUTSIDE, "", 0);
    /** What was withheld or forfeited: pays for refresh bounties. */
    public static final Account REFRESH = new Account(Kind.REFRESH, "", 0);

    private static final Comparator<Account> ORDER =
            Comparator.comparing(Account::kind).thenComparing(Account::owner).thenComparingInt(Account::epoch);

    /** What an account keeps. */
    public enum Kind {
        OUTSIDE,
        REFRESH,
        /** Backs the harm that rows may do. */
        DEPOSIT,
        /** Paid by a report, still open to challenge. */
        UNVESTED,
        /** May be taken out. */
        CLAIMABLE,
        /** Backs a challenge. */
        BOND
    }

    static Account deposit(String contributor) {
        return new Account(Kind.DEPOSIT, contributor, 0);
    }

    static Account unvested(String contributor, int epoch) {
        return new Account(Kind.UNVESTED, contributor, epoch);
    }

    static Account claimable(String contributor) {
        return new Account(Kind.CLAIMABLE, contributor, 0);
    }

    static Account bond(String dispute) {
        return new Account(Kind.BOND, dispute, 0);
    }

    /** As in "deposit of ann". */
    @Override
    public String toString() {
        String name = kind.name().toLowerCase(Locale.ROOT) + (owner.isEmpty() ? "" : " of " + owner);
        return kind == Kind.UNVESTED ? name + " in epoch " + epoch : name;
    }

    @Override
    public int compareTo(Account other) {
        return ORDER.compare(this, other);
    }
}
