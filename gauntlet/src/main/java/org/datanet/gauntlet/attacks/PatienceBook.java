package org.datanet.gauntlet.attacks;

import static org.datanet.gauntlet.attacks.Tactics.flip;
import static org.datanet.gauntlet.attacks.Tactics.flood;
import static org.datanet.gauntlet.attacks.Tactics.jitter;
import static org.datanet.gauntlet.attacks.Tactics.lastTurn;
import static org.datanet.gauntlet.attacks.Tactics.noise;
import static org.datanet.gauntlet.attacks.Tactics.randomLabels;
import static org.datanet.gauntlet.attacks.Tactics.replicate;
import static org.datanet.gauntlet.attacks.Tactics.split;
import static org.datanet.gauntlet.attacks.Tactics.steal;

import java.util.List;
import org.datanet.gauntlet.Attack;
import org.datanet.gauntlet.AttackBook;
import org.datanet.gauntlet.Family;
import org.datanet.gauntlet.Hand;
import org.datanet.gauntlet.LabelledRows;
import org.datanet.gauntlet.Tactic;

/** First honest, then not, or gone; and first junk, so that others find nothing new to bring. Two epochs, and one after. */
public final class PatienceBook implements AttackBook {
    private static final Tactic NOTHING = (me, hand) -> Hand.of(new LabelledRows(new double[0][], new int[0]), 0);

    @Override
    public List<Attack> attacks() {
        return List.of(
                Attack.of(
                                "long-con-flips",
                                Family.PATIENCE,
                                "part",
                                new double[] {0.2, 1},
                                part -> lastTurn(Tactic.NONE, flip(part)))
                        .over(2, 1),
                Attack.of("long-con-lazy", Family.PATIENCE, lastTurn(Tactic.NONE, randomLabels()))
                        .over(2, 1),
                Attack.of(
                                "long-con-laundering",
                                Family.PATIENCE,
                                "size",
                                new double[] {0.15, 0.5},
                                size -> lastTurn(Tactic.NONE, steal().then(jitter(size))))
                        .over(2, 1),
                Attack.of("abandonment", Family.PATIENCE, lastTurn(Tactic.NONE, NOTHING))
                        .over(2, 1),
                Attack.of(
                                "novelty-exhaustion",
                                Family.PATIENCE,
                                "times",
                                new double[] {5, 20},
                                times -> lastTurn(flood((int) times, noise()).then(split(5)), Tactic.NONE))
                        .over(2, 1),
                Attack.of(
                                "own-rows-again",
                                Family.PATIENCE,
                                "size",
                                new double[] {0.15, 0.5, 1},
                                size -> lastTurn(
                                        Tactic.NONE, replicate(4, jitter(size)).then(split(5))))
                        .over(2, 1));
    }
}
