package org.datanet.gauntlet.economy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.gauntlet.Ground;
import org.datanet.gauntlet.LabelledRows;
import org.datanet.proof.Digest;

/**
 * Who holds what: the owner's rows, and what nature deals to people in each epoch. A table is finite, so a Datanet keeps the rows of its last
 * epochs only, and nature deals a row again once it is kept no longer: then it is new again. Deals depend on the seed and the epoch alone,
 * so lives of one seed differ by what people do with the same rows. Immutable and thread-safe.
 */
final class Commons {
    private static final double HOLDOUT = 0.14;
    private static final double TEST = 0.1;
    private static final double SEED_ROWS = 0.03;
    private static final int LEAST_HOLDOUT = 60;
    private static final int MOST_HOLDOUT = 300;

    private final Ground ground;
    private final long seed;
    private final int players;
    private final int each;
    private final int window;
    private final Datanet holdout;
    private final LabelledRows reference;
    private final LabelledRows test;
    private final int[] raw;

    /**
     * @param players people in each epoch
     * @param window epochs whose rows the Datanet keeps
     * @throws IllegalArgumentException when the table is too small
     */
    Commons(Ground ground, long seed, int players, int window) {
        this.ground = ground;
        this.seed = seed;
        this.players = players;
        this.window = window;
        int n = ground.rows().size();
        int[] order = IntStream.range(0, n).toArray();
        shuffle(order, random("commons"));
        int held = (int) Math.max(LEAST_HOLDOUT, Math.min(MOST_HOLDOUT, HOLDOUT * n));
        int tested = (int) Math.min(1_000, TEST * n);
        int published = (int) Math.max(20, SEED_ROWS * n);
        holdout = ground.owned("holdout", ground.rows().select(Arrays.copyOf(order, held)));
        test = ground.rows().select(Arrays.copyOfRange(order, held, held + tested));
        reference = ground.rows().select(Arrays.copyOfRange(order, held + tested, held + tested + published));
        raw = Arrays.copyOfRange(order, held + tested + published, n);
        each = Math.min(20, raw.length / ((window + 1) * players));
        if (each < 3) {
            throw new IllegalArgumentException(
                    "%s has %d rows, too few to be dealt to %d people over %d epochs at a time; %d would do"
                            .formatted(
                                    ground.name(),
                                    n,
                                    players,
                                    window,
                                    held + tested + published + 3 * (window + 1) * players));
        }
    }

    SplittableRandom random(String purpose) {
        return new SplittableRandom(
                Digest.sha256((ground.name() + "/" + seed + "/" + purpose).getBytes(StandardCharsets.UTF_8))
                        .prefix());
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
    }

    Ground ground() {
        return ground;
    }

    long seed() {
        return seed;
    }

    int players() {
        return players;
    }

    /** Rows of one player. */
    int each() {
        return each;
    }

    int window() {
        return window;
    }

    Datanet holdout() {
        return holdout;
    }

    /** Rows that the owner has published from the start. */
    LabelledRows reference() {
        return reference;
    }

    /** Rows that nobody sees. */
    LabelledRows test() {
        return test;
    }

    /** What each player has in an epoch. */
    LabelledRows[] deal(int epoch) {
        // Blocks in turn, each shuffled anew: a row comes back after a whole round at the earliest.
        int block = players * each;
        int blocks = raw.length / block;
        int round = epoch / blocks;
        int[] order = IntStream.range(0, raw.length).toArray();
        shuffle(order, random("nature"));
        int[] dealt = Arrays.copyOfRange(order, epoch % blocks * block, epoch % blocks * block + block);
        shuffle(dealt, random("round " + round + " of " + epoch % blocks));
        LabelledRows[] hands = new LabelledRows[players];
        for (int p = 0; p < players; p++) {
            hands[p] = ground.rows()
                    .select(IntStream.range(p * each, (p + 1) * each)
                            .map(i -> raw[dealt[i]])
                            .toArray());
        }
        return hands;
    }

    Datanet.Builder builder(String part) {
        return ground.builder(ground.name() + "-" + part);
    }
}
