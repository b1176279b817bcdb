package org.datanet.attribution.linear;

import java.util.stream.IntStream;

/**
 * Fixed blocks of rows, worked on by all cores where there is enough to do. The blocks don't depend on the number of threads, so that
 * sums taken block by block and added in order are the same to the last bit however they were computed.
 */
final class RowBlocks {
    static final int COUNT = 16;
    /** Multiply-adds below which handing blocks to other threads takes longer than the work itself. */
    private static final long WORTH_SHARING = 200_000;

    private RowBlocks() {}

    /** What is done with the rows from {@code from} to before {@code to}. */
    @FunctionalInterface
    interface Work {
        void on(int block, int from, int to);
    }

    /**
     * Works on all blocks.
     *
     * @param rows to divide
     * @param operations multiply-adds of the whole, roughly
     */
    static void each(int rows, long operations, Work work) {
        IntStream blocks = IntStream.range(0, COUNT);
        (operations < WORTH_SHARING ? blocks : blocks.parallel())
                .forEach(block ->
                        work.on(block, (int) ((long) rows * block / COUNT), (int) ((long) rows * (block + 1) / COUNT)));
    }
}
