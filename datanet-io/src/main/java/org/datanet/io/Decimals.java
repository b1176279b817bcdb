package org.datanet.io;

import org.jspecify.annotations.Nullable;

/** Reads decimal numbers as RFC 8259 writes them, straight from characters. */
final class Decimals {
    private static final double[] POWERS = new double[23];

    static {
        double power = 1;
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = power;
            power *= 10;
        }
    }

    private Decimals() {}

    /** What is wrong with a cell that was to be a number, and what to do. */
    record Fault(String problem, String remedy) {}

    /**
     * Reads a number, correctly rounded.
     *
     * @return NaN when the characters are no number or the number is too large for a double; {@link #fault} says why
     */
    static double parse(char[] chars, int from, int to) {
        int at = from;
        boolean negative = at < to && chars[at] == '-';
        if (negative) {
            at++;
        }
        int firstDigit = at;
        long mantissa = 0;
        int digits = 0;
        int scale = 0;
        while (at < to && isDigit(chars[at])) {
            mantissa = digits < 18 ? mantissa * 10 + (chars[at] - '0') : mantissa;
            digits++;
            at++;
        }
        if (at == firstDigit || at - firstDigit > 1 && chars[firstDigit] == '0') {
            return Double.NaN;
        }
        if (at < to && chars[at] == '.') {
            int firstDecimal = ++at;
            while (at < to && isDigit(chars[at])) {
                mantissa = digits < 18 ? mantissa * 10 + (chars[at] - '0') : mantissa;
                digits++;
                scale--;
                at++;
            }
            if (at == firstDecimal) {
                return Double.NaN;
            }
        }
        if (at < to && (chars[at] == 'e' || chars[at] == 'E')) {
            at++;
            boolean down = at < to && chars[at] == '-';
            if (at < to && (chars[at] == '-' || chars[at] == '+')) {
                at++;
            }
            int firstExponent = at;
            int exponent = 0;
            while (at < to && isDigit(chars[at])) {
                exponent = Math.min(100_000, exponent * 10 + (chars[at] - '0'));
                at++;
            }
            if (at == firstExponent) {
                return Double.NaN;
            }
            scale += down ? -exponent : exponent;
        }
        if (at < to) {
            return Double.NaN;
        }
        // Both operands are exact, so the one operation rounds once (Clinger 1990).
        if (digits <= 18 && mantissa < 1L << 53 && scale >= -22 && scale <= 22) {
            double whole = mantissa;
            double value = scale < 0 ? whole / POWERS[-scale] : whole * POWERS[scale];
            return negative ? -value : value;
        }
        double value = Double.parseDouble(new String(chars, from, to - from));
        return Double.isInfinite(value) ? Double.NaN : value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Why {@link #parse} gave NaN. */
    static Fault fault(String text) {
        if (text.isEmpty()) {
            return new Fault("is missing", "fill it in or leave the row out");
        }
        if (text.matches("(?i)[+-]?(nan|inf(inity)?)|n/?a|null|none|#.*")) {
            return new Fault("is not a finite number", "fill it in or leave the row out");
        }
        @Nullable Fault fault = null;
        if (text.matches("[+-]?[0-9]+,[0-9]+([eE][+-]?[0-9]+)?")) {
            fault = new Fault("is not a number", "write a point before the decimals");
        } else if (text.matches("-?[0-9]+(\\.[0-9]+)?[eE][+]?[0-9]+")) {
            fault = new Fault("is too large for a double", "scale the column");
        } else if (text.matches("[+]?-?0*[0-9]*\\.?[0-9]*([eE][+-]?[0-9]+)?")) {
            fault = new Fault(
                    "is not a number as JSON writes it",
                    "write it without a leading plus or zeros, with digits on both sides of a point");
        } else if (!text.strip().equals(text)) {
            fault = new Fault("has blanks around it", "remove them");
        }
        return fault != null ? fault : new Fault("is not a number", "write it in digits, such as -1.5 or 2e-7");
    }
}
