package org.datanet.gauntlet.attacks;

import static org.datanet.gauntlet.attacks.Tactics.flip;
import static org.datanet.gauntlet.attacks.Tactics.flood;
import static org.datanet.gauntlet.attacks.Tactics.majorityLabel;
import static org.datanet.gauntlet.attacks.Tactics.marginals;
import static org.datanet.gauntlet.attacks.Tactics.noise;
import static org.datanet.gauntlet.attacks.Tactics.pseudoLabels;
import static org.datanet.gauntlet.attacks.Tactics.randomLabels;
import static org.datanet.gauntlet.attacks.Tactics.scale;
import static org.datanet.gauntlet.attacks.Tactics.sort;
import static org.datanet.gauntlet.attacks.Tactics.split;

import java.util.List;
import org.datanet.gauntlet.Attack;
import org.datanet.gauntlet.AttackBook;
import org.datanet.gauntlet.Family;

/** Rows and labels that say nothing, or harm. */
public final class NoiseBook implements AttackBook {
    @Override
    public List<Attack> attacks() {
        return List.of(
                Attack.of("junk", Family.NOISE, noise()),
                Attack.of("junk-flood", Family.NOISE, "times", new double[] {5, 20}, t -> flood((int) t, noise())),
                Attack.of("junk-names", Family.NOISE, noise().then(split(1000))),
                Attack.of("junk-pool-labels", Family.NOISE, noise().then(pseudoLabels())),
                Attack.of("marginals", Family.NOISE, marginals().then(pseudoLabels())),
                Attack.of("lazy-random", Family.NOISE, randomLabels()),
                Attack.of("lazy-majority", Family.NOISE, majorityLabel()),
                Attack.of("lazy-names", Family.NOISE, randomLabels().then(split(1000))),
                Attack.of("flips", Family.NOISE, flip(1)),
                Attack.of("half-flipped", Family.NOISE, flip(0.5)).dose(0.5),
                Attack.of("half-flipped-sorted", Family.NOISE, flip(0.5).then(sort()))
                        .dose(0.5),
                Attack.of("fifth-flipped", Family.NOISE, flip(0.2)).dose(0.2),
                Attack.of("outliers", Family.NOISE, "factor", new double[] {2, 3, 10}, f -> scale(f)));
    }
}
