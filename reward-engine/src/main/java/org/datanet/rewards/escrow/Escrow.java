package org.datanet.rewards.escrow;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.proof.Digest;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardReport.ContributorReward;

/**
 * Keeps what reports pay until it can no longer be challenged, and takes what they charge.
 *
 * <ul>
 *   <li>An amount first pays back the contributor's debt, then stays unvested for the policy's window, then can be claimed.
 *   <li>A charge is taken from unvested amounts (newest first, frozen ones too), then claimable ones, then the deposit; what
 *       nothing is left for is a recorded debt.
 *   <li>A {@linkplain #withhold withheld} contributor's amounts do not vest until released: delayed, never lowered.
 *   <li>A bonded challenge freezes one unvested amount until it is decided. Upheld, the amount is forfeited to the treasury less
 *       the challenger's bounty; rejected, the bond goes to the one who was challenged and the window begins anew, so that
 *       nobody can keep challengers out by challenging oneself. One challenge at a time per amount.
 * </ul>
 *
 * The same calls in the same order give the same book. Every method checks before it changes anything. Not thread-safe.
 */
public final class Escrow {
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    private final EscrowPolicy policy;
    private final Book book;
    private final Map<String, BigInteger> debts = new TreeMap<>();
    private final Set<Digest> settled = new HashSet<>();
    private final Map<DatanetId, SortedMap<Integer, Digest>> paid = new HashMap<>();
    private final Set<String> withheld = new HashSet<>();
    private final Map<String, Dispute> open = new TreeMap<>();
    private final Map<Account, String> frozen = new HashMap<>();
    private final Map<Account, Integer> reopened = new HashMap<>();
    private final Set<String> decided = new HashSet<>();
    private int epoch;

    /** @param journal is told every movement, in order */
    public Escrow(EscrowPolicy policy, Consumer<Movement> journal) {
        this.policy = policy;
        book = new Book(journal);
    }

    /**
     * A challenge of an unvested amount.
     *
     * @param id names it
     * @param challenger who staked the bond
     * @param contributor whose amount it is
     * @param epoch of the report that paid it
     * @param amount what stood there when it was challenged
     * @param evidence digest of what is said against it
     */
    public record Dispute(
            String id,
            ContributorId challenger,
            ContributorId contributor,
            int epoch,
            BigInteger amount,
            Digest evidence) {}

    /** Takes a deposit in. */
    public void deposit(ContributorId contributor, BigInteger amount) {
        positive(amount);
        book.move(Account.OUTSIDE, Account.deposit(contributor.value()), amount, "deposit");
    }

    /**
     * Gives a deposit back.
     *
     * @throws IllegalStateException while the contributor owes, or has amounts that are still open to challenge
     */
    public void withdraw(ContributorId contributor, BigInteger amount) {
        positive(amount);
        String name = contributor.value();
        if (debt(contributor).signum() > 0) {
            throw new IllegalStateException("contributor %s owes %s base units".formatted(name, debt(contributor)));
        }
        if (!book.unvested(name).isEmpty() || withheld.contains(name)) {
            throw new IllegalStateException(
                    "contributor %s has amounts that can still be challenged; withdraw once they have vested"
                            .formatted(name));
        }
        book.move(Account.deposit(name), Account.OUTSIDE, amount, "deposit withdrawn");
    }

    /**
     * Books a report of the present epoch. Booking the same report again changes nothing.
     *
     * @return whether it was new
     * @throws IllegalArgumentException when another report of one of its epochs is booked
     */
    public boolean settle(RewardReport report) {
        if (settled.contains(report.digest())) {
            return false;
        }
        SortedMap<Integer, Digest> epochs =
                paid.computeIfAbsent(report.datanet().id(), id -> new TreeMap<>());
        for (int number : report.epochs()) {
            Digest other = epochs.get(number);
            if (other != null) {
                throw new IllegalArgumentException(
                        "epoch %d of %s is paid by report %s, which is booked: report %s would pay it a second time"
                                .formatted(number, report.datanet().id(), other, report.digest()));
            }
        }
        settled.add(report.digest());
        report.epochs().forEach(number -> epochs.put(number, report.digest()));
        for (ContributorReward line : report.contributors()) {
            String name = line.contributor().value();
            if (line.amount().signum() > 0) {
                BigInteger owed = debt(line.contributor()).min(line.amount());
                lowerDebt(name, owed);
                book.move(Account.OUTSIDE, Account.REFRESH, owed, "debt of " + name + " paid back");
                book.move(
                        Account.OUTSIDE,
                        Account.unvested(name, epoch),
                        line.amount().subtract(owed),
                        "reward");
            } else {
                charge(name, line.charge(), "harm done by rows of " + name);
            }
        }
        return true;
    }

    /** Takes from a deposit what a contributor promised and did not reveal; recorded as debt where the deposit is too small. */
    public void forfeit(ContributorId contributor, BigInteger amount, String why) {
        positive(amount);
        charge(contributor.value(), amount, why);
    }

    private void charge(String name, BigInteger amount, String why) {
        BigInteger left = amount;
        SortedMap<Account, BigInteger> unvested = book.unvested(name);
        while (left.signum() > 0 && !unvested.isEmpty()) {
            Account newest = unvested.lastKey();
            left = left.subtract(take(newest, left, why));
            unvested.remove(newest);
        }
        left = left.subtract(take(Account.claimable(name), left, why));
        left = left.subtract(take(Account.deposit(name), left, why));
        if (left.signum() > 0) {
            debts.merge(name, left, BigInteger::add);
        }
    }

    private BigInteger take(Account account, BigInteger wanted, String why) {
        BigInteger taken = book.balance(account).min(wanted);
        book.move(account, Account.REFRESH, taken, why);
        return taken;
    }

    private void lowerDebt(String name, BigInteger amount) {
        debts.computeIfPresent(name, (key, owed) -> owed.equals(amount) ? null : owed.subtract(amount));
    }

    /** Begins the next epoch: what has been open to challenge long enough, and is neither frozen nor withheld, can be claimed. */
    public void advance() {
        epoch++;
        book.all(Account.Kind.UNVESTED).forEach((account, amount) -> {
            if (reopened.getOrDefault(account, account.epoch()) + policy.window() <= epoch
                    && !frozen.containsKey(account)
                    && !withheld.contains(account.owner())) {
                book.move(account, Account.claimable(account.owner()), amount, "vested");
                reopened.remove(account);
            }
        });
    }

    /** Stops a contributor's amounts from vesting until they have been reviewed. */
    public void withhold(ContributorId contributor) {
        withheld.add(contributor.value());
    }

    /** Ends {@link #withhold}; what is due vests with the next epoch. */
    public void release(ContributorId contributor) {
        withheld.remove(contributor.value());
    }

    /**
     * Pays out what can be claimed.
     *
     * @return base units, 0 or more
     */
    public BigInteger claim(ContributorId contributor) {
        BigInteger amount = book.balance(Account.claimable(contributor.value()));
        book.move(Account.claimable(contributor.value()), Account.OUTSIDE, amount, "claimed");
        return amount;
    }

    /** What a challenge of an amount must stake: the policy's share, rounded up. */
    public BigInteger bondFor(BigInteger amount) {
        return amount.multiply(BigInteger.valueOf(policy.bondShare()))
                .add(MILLION.subtract(BigInteger.ONE))
                .divide(MILLION);
    }

    /**
     * Challenges what a contributor was paid in an epoch; freezes it.
     *
     * @return the challenge, with the amount and thereby the bond that was taken in
     * @throws IllegalStateException when there is nothing left to challenge, or it is under challenge already
     */
    public Dispute challenge(
            String id, ContributorId challenger, ContributorId contributor, int ofEpoch, Digest evidence) {
        if (open.containsKey(id) || decided.contains(id)) {
            throw new IllegalArgumentException("there has been a dispute " + id);
        }
        Account account = Account.unvested(contributor.value(), ofEpoch);
        BigInteger amount = book.balance(account);
        if (amount.signum() == 0) {
            throw new IllegalStateException(
                    "contributor %s has nothing unvested of epoch %d".formatted(contributor, ofEpoch));
        }
        if (frozen.containsKey(account)) {
            throw new IllegalStateException("it is under challenge already, by dispute " + frozen.get(account));
        }
        Dispute dispute = new Dispute(id, challenger, contributor, ofEpoch, amount, evidence);
        book.move(Account.OUTSIDE, Account.bond(id), bondFor(amount), "bond of " + challenger);
        open.put(id, dispute);
        frozen.put(account, id);
        return dispute;
    }

    /**
     * Decides a challenge.
     *
     * @throws IllegalArgumentException when no such challenge is open
     */
    public void decide(String id, boolean upheld) {
        Dispute dispute = open.remove(id);
        if (dispute == null) {
            throw new IllegalArgumentException("no dispute " + id + " is open");
        }
        decided.add(id);
        Account account = Account.unvested(dispute.contributor().value(), dispute.epoch());
        frozen.remove(account);
        Account bond = Account.bond(id);
        if (!upheld) {
            book.move(
                    bond,
                    Account.claimable(dispute.contributor().value()),
                    book.balance(bond),
                    "bond of the rejected dispute " + id);
            reopened.put(account, epoch);
            return;
        }
        book.move(bond, Account.OUTSIDE, book.balance(bond), "bond of the upheld dispute " + id + " returned");
        // A charge may have lowered it meanwhile; reports of the same epoch may have raised it, and are not in dispute.
        BigInteger amount = book.balance(account).min(dispute.amount());
        BigInteger bounty =
                amount.multiply(BigInteger.valueOf(policy.bountyShare())).divide(MILLION);
        book.move(account, Account.OUTSIDE, bounty, "bounty to " + dispute.challenger());
        book.move(account, Account.REFRESH, amount.subtract(bounty), "forfeited by dispute " + id);
    }

    /** Pays a bounty from what was withheld. */
    public void payBounty(BigInteger amount, String why) {
        positive(amount);
        book.move(Account.REFRESH, Account.OUTSIDE, amount, why);
    }

    /** The present epoch, from 0. */
    public int epoch() {
        return epoch;
    }

    /** What a contributor owes beyond all that was there to be taken. */
    public BigInteger debt(ContributorId contributor) {
        return debts.getOrDefault(contributor.value(), BigInteger.ZERO);
    }

    /** Names of all who owe something. */
    public Set<String> debtors() {
        return Set.copyOf(debts.keySet());
    }

    /** All balances that are not zero; they sum to zero with {@link Account#OUTSIDE}. */
    public Map<Account, BigInteger> balances() {
        return book.balances();
    }

    private static void positive(BigInteger amount) {
        if (amount.signum() <= 0) {
            throw new IllegalArgumentException("an amount is above 0, not " + amount);
        }
    }
}
