package org.datanet.gauntlet.economy;

import java.util.List;
import java.util.function.Supplier;
import org.datanet.gauntlet.Ground;
import org.datanet.gauntlet.Mechanism;
import org.datanet.gauntlet.rules.Mechanisms;

/**
 * Which lives are lived.
 *
 * @param grounds tables
 * @param mechanisms makes them afresh, one set a thread
 * @param gaming what people may take up beside honesty
 * @param seeds how many, 1 or more
 * @param epochs of a life
 * @param people in each epoch
 * @param window epochs whose rows a Datanet keeps
 */
public record EconomyPlan(
        List<Ground> grounds,
        Supplier<List<Mechanism>> mechanisms,
        List<Gaming> gaming,
        int seeds,
        int epochs,
        int people,
        int window) {
    private static final List<String> COMPARED =
            List.of(Mechanisms.OURS, "exposure", "positive-influence", "knn-shapley", "leave-one-out");

    public EconomyPlan {
        grounds = List.copyOf(grounds);
        gaming = List.copyOf(gaming);
        if (seeds < 1 || epochs < 1 || people < 2 || window < 1 || gaming.isEmpty()) {
            throw new IllegalArgumentException(
                    "an economy has a seed, an epoch, a kept epoch and a way of gaming or more, and two people or more; not %d, %d, %d, %d and %d"
                            .formatted(seeds, epochs, window, gaming.size(), people));
        }
    }

    /** Ours and the naive rules over 50 epochs of 16 people, of which the Datanet keeps three. */
    public static EconomyPlan of(List<Ground> grounds, int seeds) {
        return new EconomyPlan(
                grounds,
                () -> Mechanisms.all().stream()
                        .filter(mechanism -> COMPARED.contains(mechanism.name()))
                        .toList(),
                Gaming.usual(),
                seeds,
                50,
                16,
                3);
    }
}
