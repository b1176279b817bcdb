package org.datanet.evm.tree;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What every account has earned since the beginning: columns in ascending order of account, 36 bytes a row. Amounts are base units
 * of the token, from 1 to 2<sup>128</sup> - 1, and so is their sum. Immutable and thread-safe.
 */
public final class Earnings {
    /** Bytes of an account. */
    static final int ACCOUNT = 20;

    private static final int AMOUNT_BITS = 128;
    private static final Earnings NONE = of(Map.of());

    /** Row r is at [20 r, 20 r + 20). */
    private final byte[] accounts;

    private final long[] high;
    private final long[] low;
    private final BigInteger total;

    private Earnings(byte[] accounts, long[] high, long[] low, BigInteger total) {
        this.accounts = accounts;
        this.high = high;
        this.low = low;
        this.total = total;
    }

    /** Nobody has earned anything. */
    public static Earnings none() {
        return NONE;
    }

    /**
     * Earnings from a table; accounts with 0 are left out.
     *
     * @throws IllegalArgumentException for a negative amount, for the zero address, and when the sum takes more than 128 bits
     */
    public static Earnings of(Map<EvmAddress, BigInteger> amounts) {
        SortedMap<EvmAddress, BigInteger> sorted = new TreeMap<>(amounts);
        sorted.values().removeIf(amount -> amount.signum() == 0);
        byte[] accounts = new byte[Math.multiplyExact(sorted.size(), ACCOUNT)];
        long[] high = new long[sorted.size()];
        long[] low = new long[sorted.size()];
        BigInteger total = BigInteger.ZERO;
        int row = 0;
        for (Map.Entry<EvmAddress, BigInteger> entry : sorted.entrySet()) {
            BigInteger amount = entry.getValue();
            if (amount.signum() < 0) {
                throw new IllegalArgumentException(
                        "account %s cannot have earned %s base units".formatted(entry.getKey(), amount));
            }
            entry.getKey().requireNotZero();
            total = total.add(amount);
            if (total.bitLength() > AMOUNT_BITS) {
                throw new IllegalArgumentException(
                        "earnings sum to more than 2^128 - 1 base units at account %s with %s; no token that the distributor pays has so many"
                                .formatted(entry.getKey(), amount));
            }
            System.arraycopy(entry.getKey().bytes(), 0, accounts, row * ACCOUNT, ACCOUNT);
            high[row] = amount.shiftRight(Long.SIZE).longValue();
            low[row] = amount.longValue();
            row++;
        }
        return new Earnings(accounts, high, low, total);
    }

    /** Number of accounts. */
    public int size() {
        return low.length;
    }

    /** The account of a row. */
    public EvmAddress account(int row) {
        return EvmAddress.of(Arrays.copyOfRange(accounts, row * ACCOUNT, (row + 1) * ACCOUNT));
    }

    /** What the account of a row has earned, in base units. */
    public BigInteger amount(int row) {
        return unsigned(high[row]).shiftLeft(Long.SIZE).or(unsigned(low[row]));
    }

    private static BigInteger unsigned(long word) {
        return word >= 0 ? BigInteger.valueOf(word) : BigInteger.valueOf(word).add(BigInteger.ONE.shiftLeft(Long.SIZE));
    }

    /** Sum over all accounts, in base units. */
    public BigInteger total() {
        return total;
    }

    /** The row of an account, or a negative number. */
    public int row(EvmAddress account) {
        byte[] wanted = account.bytes();
        int from = 0;
        int to = size() - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int order = Arrays.compareUnsigned(accounts, middle * ACCOUNT, (middle + 1) * ACCOUNT, wanted, 0, ACCOUNT);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return -1;
    }

    /** As a table in ascending order of account. */
    public SortedMap<EvmAddress, BigInteger> toMap() {
        SortedMap<EvmAddress, BigInteger> map = new TreeMap<>();
        for (int row = 0; row < size(); row++) {
            map.put(account(row), amount(row));
        }
        return map;
    }

    /** Eight bytes of {@code abi.encode(account, amount)}, as a lane of the sponge; the word is 0 to 7. */
    long word(int row, int word) {
        return switch (word) {
            case 1 -> lane(row * ACCOUNT, 4) << Integer.SIZE;
            case 2 -> lane(row * ACCOUNT + 4, 8);
            case 3 -> lane(row * ACCOUNT + 12, 8);
            case 6 -> Long.reverseBytes(high[row]);
            case 7 -> Long.reverseBytes(low[row]);
            default -> 0;
        };
    }

    private long lane(int from, int bytes) {
        long lane = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            lane = lane << 8 | accounts[from + i] & 0xff;
        }
        return lane;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Earnings that
                && Arrays.equals(accounts, that.accounts)
                && Arrays.equals(high, that.high)
                && Arrays.equals(low, that.low);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(accounts) * 31 + Arrays.hashCode(low);
    }

    @Override
    public String toString() {
        return "%d accounts, %s base units".formatted(size(), total);
    }
}
