package org.datanet.rewards.escrow;

import java.math.BigInteger;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Balances under double entry: they sum to zero, and none but the outside is ever below it. Not thread-safe. */
final class Book {
    private final TreeMap<Account, BigInteger> balances = new TreeMap<>();
    private final Consumer<Movement> journal;

    Book(Consumer<Movement> journal) {
        this.journal = journal;
    }

    BigInteger balance(Account account) {
        return balances.getOrDefault(account, BigInteger.ZERO);
    }

    /** @throws IllegalArgumentException when there is not so much to move; then nothing moves */
    void move(Account from, Account to, BigInteger amount, String why) {
        if (amount.signum() < 0) {
            throw new IllegalArgumentException("cannot move %s from %s to %s".formatted(amount, from, to));
        }
        if (amount.signum() == 0) {
            return;
        }
        if (!from.equals(Account.OUTSIDE) && balance(from).compareTo(amount) < 0) {
            throw new IllegalArgumentException(
                    "%s holds %s base units, %s are asked for".formatted(from, balance(from), amount));
        }
        put(from, balance(from).subtract(amount));
        put(to, balance(to).add(amount));
        journal.accept(new Movement(from, to, amount, why));
    }

    private void put(Account account, BigInteger balance) {
        if (balance.signum() == 0) {
            balances.remove(account);
        } else {
            balances.put(account, balance);
        }
    }

    /** The unvested amounts of a contributor by epoch, ascending. */
    SortedMap<Account, BigInteger> unvested(String contributor) {
        return new TreeMap<>(balances.subMap(
                Account.unvested(contributor, 0), true, Account.unvested(contributor, Integer.MAX_VALUE), true));
    }

    Map<Account, BigInteger> balances() {
        return Map.copyOf(balances);
    }

    /** A copy of all accounts of a kind. */
    SortedMap<Account, BigInteger> all(Account.Kind kind) {
        TreeMap<Account, BigInteger> some = new TreeMap<>();
        balances.forEach((account, balance) -> {
            if (account.kind() == kind) {
                some.put(account, balance);
            }
        });
        return some;
    }
}
