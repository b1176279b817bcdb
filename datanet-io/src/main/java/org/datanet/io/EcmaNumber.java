package org.datanet.io;

import java.math.BigInteger;

/**
 * Numbers as ECMAScript writes them, which RFC 8785 (JSON Canonicalization Scheme, section 3.2.2.3) prescribes: the shortest
 * decimal that reads back as the same double and, of these, the nearest. The shortest decimal is found by the Schubfach
 * algorithm (R. Giulietti, "The Schubfach way to render doubles", 2021), because {@link Double#toString(double)} is not
 * shortest before Java 19 and the bytes must be the same on every version.
 */
final class EcmaNumber {
    private static final int Q_MIN = -1074;
    private static final long C_MIN = 1L << 52;
    private static final int K_MIN = -324;
    private static final int K_MAX = 292;
    private static final long MASK_63 = (1L << 63) - 1;

    /** For every k: floor(10^-k * 2^-r) + 1 with 126 bits, as a high and a low part of 63 bits. */
    private static final long[] G = powers();

    private EcmaNumber() {}

    /**
     * Appends a number.
     *
     * @throws IllegalArgumentException when it is not finite, which JSON cannot write
     */
    static void append(double value, StringBuilder out) {
        long whole = (long) value;
        if (whole == value && Math.abs(whole) < 1L << 53) {
            // Also turns minus zero into zero, as RFC 8785 demands.
            out.append(whole);
            return;
        }
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("JSON has no way to write " + value);
        }
        if (value < 0) {
            out.append('-');
        }
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> 52) & 0x7ff;
        long fraction = bits & (C_MIN - 1);
        if (exponent > 0) {
            shortest(exponent - 1075, C_MIN | fraction, out);
        } else {
            shortest(Q_MIN, fraction, out);
        }
    }

    /** The number as text. */
    static String of(double value) {
        StringBuilder out = new StringBuilder(24);
        append(value, out);
        return out.toString();
    }

    /** Renders c * 2^q. */
    private static void shortest(int q, long c, StringBuilder out) {
        int odd = (int) c & 1;
        long cb = c << 2;
        long cbr = cb + 2;
        long cbl;
        int k;
        if (c != C_MIN || q == Q_MIN) {
            cbl = cb - 2;
            k = (int) ((q * 661_971_961_083L) >> 41);
        } else {
            cbl = cb - 1;
            k = (int) ((q * 661_971_961_083L - 274_743_187_321L) >> 41);
        }
        int h = q + flog2pow10(-k) + 2;
        long g1 = G[(k - K_MIN) << 1];
        long g0 = G[((k - K_MIN) << 1) + 1];
        long vb = roundToOdd(g1, g0, cb << h);
        long vbl = roundToOdd(g1, g0, cbl << h);
        long vbr = roundToOdd(g1, g0, cbr << h);
        long s = vb >> 2;
        if (s >= 10) {
            long down = s / 10 * 10;
            long up = down + 10;
            boolean downIn = vbl + odd <= down << 2;
            boolean upIn = (up << 2) + odd <= vbr;
            if (downIn != upIn) {
                layOut(downIn ? down : up, k, out);
                return;
            }
        }
        long t = s + 1;
        boolean sIn = vbl + odd <= s << 2;
        boolean tIn = (t << 2) + odd <= vbr;
        if (sIn != tIn) {
            layOut(sIn ? s : t, k, out);
            return;
        }
        long halfway = vb - ((s + t) << 1);
        layOut(halfway < 0 || (halfway == 0 && (s & 1) == 0) ? s : t, k, out);
    }

    private static long roundToOdd(long g1, long g0, long cp) {
        long x1 = Math.multiplyHigh(g0, cp);
        long y0 = g1 * cp;
        long y1 = Math.multiplyHigh(g1, cp);
        long z = (y0 >>> 1) + x1;
        long w = y1 + (z >>> 63);
        return w | (((z & MASK_63) + MASK_63) >>> 63);
    }

    private static int flog2pow10(int e) {
        return (int) ((e * 913_124_641_741L) >> 38);
    }

    private static long[] powers() {
        long[] g = new long[2 * (K_MAX - K_MIN + 1)];
        BigInteger mask = BigInteger.ONE.shiftLeft(63).subtract(BigInteger.ONE);
        for (int k = K_MIN; k <= K_MAX; k++) {
            int r = flog2pow10(-k) - 125;
            BigInteger power = BigInteger.TEN.pow(Math.abs(k));
            BigInteger value =
                    k <= 0 ? shift(power, -r) : BigInteger.ONE.shiftLeft(-r).divide(power);
            value = value.add(BigInteger.ONE);
            g[(k - K_MIN) << 1] = value.shiftRight(63).longValueExact();
            g[((k - K_MIN) << 1) + 1] = value.and(mask).longValueExact();
        }
        return g;
    }

    private static BigInteger shift(BigInteger value, int left) {
        return left >= 0 ? value.shiftLeft(left) : value.shiftRight(-left);
    }

    /** Writes digits * 10^k in the forms of ECMA-262, Number::toString. */
    private static void layOut(long digits, int k, StringBuilder out) {
        int exponent = k;
        long shortest = digits;
        while (shortest % 10 == 0) {
            shortest /= 10;
            exponent++;
        }
        int start = out.length();
        out.append(shortest);
        int count = out.length() - start;
        int point = count + exponent;
        if (count <= point && point <= 21) {
            zeros(out, out.length(), point - count);
        } else if (0 < point && point <= 21) {
            out.insert(start + point, '.');
        } else if (-6 < point && point <= 0) {
            zeros(out, start, -point);
            out.insert(start, "0.");
        } else {
            if (count > 1) {
                out.insert(start + 1, '.');
            }
            out.append('e').append(point > 0 ? '+' : '-').append(Math.abs(point - 1));
        }
    }

    private static void zeros(StringBuilder out, int at, int count) {
        for (int i = 0; i < count; i++) {
            out.insert(at, '0');
        }
    }
}
