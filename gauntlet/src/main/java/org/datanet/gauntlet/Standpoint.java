package org.datanet.gauntlet;

import java.util.SplittableRandom;

/**
 * All that a player knows in an epoch: its own raw rows, everything that has been published, and how the rule works. Holds no
 * reference to the holdout, to others' unrevealed rows or to the owner's seed; where an attack assumes a leak, the leaked rows stand
 * here as such. Not thread-safe: each player of each epoch has its own.
 */
public final class Standpoint {
    private final LabelledRows own;
    private final LabelledRows pool;
    private final LabelledRows leaked;
    private final LabelledRows victim;
    private final Space space;
    private final int classes;
    private final int turn;
    private final int turns;
    private final SplittableRandom random;
    private double spare = Double.NaN;

    Standpoint(
            LabelledRows own,
            LabelledRows pool,
            LabelledRows leaked,
            LabelledRows victim,
            int classes,
            int turn,
            int turns,
            SplittableRandom random) {
        this.own = own;
        this.pool = pool;
        this.leaked = leaked;
        this.victim = victim;
        this.classes = classes;
        this.turn = turn;
        this.turns = turns;
        this.random = random;
        space = Space.of((pool.size() > 0 ? pool : own).x());
    }

    /**
     * What a player knows who has rows in one epoch alone, where nothing leaked and nobody is framed.
     *
     * @param random all the randomness that the player has
     */
    public static Standpoint of(LabelledRows own, LabelledRows pool, int classes, SplittableRandom random) {
        LabelledRows nothing = own.first(0);
        return new Standpoint(own, pool, nothing, nothing, classes, 0, 1, random);
    }

    /** Own raw rows of this epoch, rightly labelled. */
    public LabelledRows own() {
        return own;
    }

    /** All that was published before this epoch, by whomever. Empty in the first epoch, unless the owner published rows. */
    public LabelledRows pool() {
        return pool;
    }

    /** The published rows, or one's own where there are none yet. */
    public LabelledRows known() {
        return pool.size() > 0 ? pool : own;
    }

    /** Rows of the holdout that have got out; empty unless the world has a leak. */
    public LabelledRows leaked() {
        return leaked;
    }

    /** What one honest contributor has published in the epoch before: whom to harm. */
    public LabelledRows victim() {
        return victim;
    }

    /** Distances and scales of what is known. */
    public Space space() {
        return space;
    }

    /** Number of labels. */
    public int classes() {
        return classes;
    }

    /** How many epochs this player has played before this one. */
    public int turn() {
        return turn;
    }

    /** How many it plays in all. */
    public int turns() {
        return turns;
    }

    /** Uniform in 0 to {@code bound - 1}. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** Uniform in [low, high). */
    public double uniform(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** Normal, mean 0, variance 1 (Box and Muller). */
    public double gaussian() {
        if (!Double.isNaN(spare)) {
            double value = spare;
            spare = Double.NaN;
            return value;
        }
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        double angle = 2 * StrictMath.PI * random.nextDouble();
        spare = radius * StrictMath.sin(angle);
        return radius * StrictMath.cos(angle);
    }
}
