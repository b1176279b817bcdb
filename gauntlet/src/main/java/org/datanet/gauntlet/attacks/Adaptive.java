package org.datanet.gauntlet.attacks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.datanet.gauntlet.Attack;
import org.datanet.gauntlet.Family;
import org.datanet.gauntlet.Mechanism;
import org.datanet.gauntlet.Round;

/**
 * An attacker who knows the rule and everything but the private holdout and the committed seed, and searches combinations of tactics
 * against it in worlds that it deals itself: random ones first, then changes of the best. What it finds is measured in worlds it has not
 * seen.
 */
public final class Adaptive {
    /** The name of what is found. */
    public static final String NAME = "adaptive";

    private Adaptive() {}

    /**
     * Searches.
     *
     * @param twins honest rounds of the worlds it practises in
     * @param evaluations how many combinations it tries, its budget of effort
     * @return an attack with one form
     */
    public static Attack search(Mechanism mechanism, List<Round> twins, int evaluations, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Scored> tried = new ArrayList<>();
        Set<Genome> seen = new HashSet<>();
        for (int i = 0; i < evaluations; i++) {
            Genome genome = i < evaluations * 3 / 5 || tried.isEmpty()
                    ? Genome.random(random)
                    : tried.get(random.nextInt(Math.min(3, tried.size())))
                            .genome()
                            .mutated(random);
            if (genome.games() && seen.add(genome)) {
                tried.add(new Scored(genome, gain(genome, mechanism, twins)));
                tried.sort(Comparator.comparingDouble(Scored::gain).reversed());
            }
        }
        Genome best = tried.isEmpty() ? Genome.random(random) : tried.get(0).genome();
        return new Attack(
                NAME,
                Family.ADAPTIVE,
                List.of(new Attack.Form(best.toString(), best.tactic().strategy())),
                1,
                false,
                1,
                0,
                Attack.On.ANY);
    }

    private record Scored(Genome genome, double gain) {}

    private static double gain(Genome genome, Mechanism mechanism, List<Round> twins) {
        double attacker = 0;
        double honest = 0;
        for (Round twin : twins) {
            int id = twin.world().attacker().id();
            Round round = twin.world().attacked(genome.tactic().strategy(), false);
            attacker += round.settle(mechanism, false).pay(id).net().doubleValue();
            honest += twin.settle(mechanism, false).pay(id).net().doubleValue();
        }
        return attacker / honest;
    }
}
