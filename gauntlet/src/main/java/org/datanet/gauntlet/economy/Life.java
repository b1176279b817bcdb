package org.datanet.gauntlet.economy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of one Datanet.
 *
 * @param ground name of the table
 * @param seed of the deal
 * @param mechanism that paid
 * @param start share of those who game in the first epoch
 * @param moments one an epoch
 * @param shares of the strategies after the last epoch, by name
 */
public record Life(
        String ground, long seed, String mechanism, double start, List<Moment> moments, Map<String, Double> shares) {
    /** How many of the last epochs integrity is judged by. */
    private static final int JUDGED = 10;

    /** The least integrity, of a clean Datanet's, which is 1. */
    public static final double LEAST_INTEGRITY = 0.98;

    public Life {
        moments = List.copyOf(moments);
        shares = Map.copyOf(new TreeMap<>(shares));
    }

    /** Share of those who game after the last epoch. */
    public double gaming() {
        return 1 - shares.getOrDefault(Gaming.HONEST.name(), 0.0);
    }

    /** Mean integrity of the last ten epochs. */
    public double integrity() {
        return moments.stream()
                .skip(Math.max(0, moments.size() - JUDGED))
                .mapToDouble(Moment::integrity)
                .average()
                .orElse(1);
    }

    /** Whether the honest are the majority at the end, and get 98 % of the pay in the last ten epochs. */
    public boolean holds() {
        return gaming() <= 0.5 && integrity() >= LEAST_INTEGRITY;
    }

    /** What makes a life this one and no other. */
    public String key() {
        return key(ground, seed, mechanism, start);
    }

    static String key(String ground, long seed, String mechanism, double start) {
        return "%s/%05d/%s/%.4f".formatted(ground, seed, mechanism, start);
    }
}
