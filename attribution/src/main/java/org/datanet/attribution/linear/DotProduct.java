package org.datanet.attribution.linear;

/** Inner products, four sums side by side: a single one would wait for itself at each term. Always added up in the same order. */
public final class DotProduct {
    private DotProduct() {}

    /** Of two vectors of one length. */
    public static double of(double[] a, double[] b) {
        return of(a, b, 0, a.length);
    }

    /** Of the places {@code [from, from + length)} of both. */
    public static double of(double[] a, double[] b, int from, int length) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = from;
        int end = from + length;
        for (; i < end - 3; i += 4) {
            first += a[i] * b[i];
            second += a[i + 1] * b[i + 1];
            third += a[i + 2] * b[i + 2];
            fourth += a[i + 3] * b[i + 3];
        }
        for (; i < end; i++) {
            first += a[i] * b[i];
        }
        return first + second + third + fourth;
    }

    /** Of the places {@code [from, from + length)} of both, in double precision. */
    public static double of(float[] a, float[] b, int from, int length) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = from;
        int end = from + length;
        for (; i < end - 3; i += 4) {
            first += (double) a[i] * b[i];
            second += (double) a[i + 1] * b[i + 1];
            third += (double) a[i + 2] * b[i + 2];
            fourth += (double) a[i + 3] * b[i + 3];
        }
        for (; i < end; i++) {
            first += (double) a[i] * b[i];
        }
        return first + second + third + fourth;
    }
}
