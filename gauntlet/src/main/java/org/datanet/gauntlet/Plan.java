package org.datanet.gauntlet;

import java.util.List;

/**
 * What is to be measured.
 *
 * @param grounds tables
 * @param attacks to run; the honest player is always measured
 * @param mechanisms makes them afresh, one set a thread
 * @param detectors with the guard's weights (true), without (false), or both
 * @param chosen number of seeds on which the worst form of each attack is chosen, 1 or more
 * @param seeds number of other seeds that are reported, 2 or more
 * @param from the first of these
 * @param adaptive combinations that the adaptive attacker tries against each mechanism on each table, 0 for none
 * @param fairness worlds on which pay is compared with exact Shapley values, 0 for none
 * @param curated number of seeds, from the same one on, that curators are reported on, 2 or more: their worlds are cheap and noisy
 */
public record Plan(
        List<Ground> grounds,
        List<Attack> attacks,
        java.util.function.Supplier<List<Mechanism>> mechanisms,
        List<Boolean> detectors,
        int chosen,
        int seeds,
        long from,
        int adaptive,
        int fairness,
        int curated) {
    /** The first seed that is reported, unless somebody asks for others. */
    public static final long REPORTED_FROM = 1000;

    public Plan {
        grounds = List.copyOf(grounds);
        attacks = List.copyOf(attacks);
        detectors = List.copyOf(detectors);
        if (chosen < 1 || seeds < 2) {
            throw new IllegalArgumentException(
                    "forms are chosen on a seed or more and reported on two or more, for a bound needs a spread; not %d and %d"
                            .formatted(chosen, seeds));
        }
        if (curated < 2) {
            throw new IllegalArgumentException(
                    "curators are reported on two seeds or more, for a bound needs a spread; not " + curated);
        }
        if (from < chosen) {
            throw new IllegalArgumentException(
                    "the seeds that forms are chosen on are 0 to %d; report others, not those from %d on"
                            .formatted(chosen - 1, from));
        }
    }
}
