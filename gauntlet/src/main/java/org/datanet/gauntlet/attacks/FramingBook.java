package org.datanet.gauntlet.attacks;

import static org.datanet.gauntlet.attacks.Tactics.flip;
import static org.datanet.gauntlet.attacks.Tactics.flood;
import static org.datanet.gauntlet.attacks.Tactics.jitter;
import static org.datanet.gauntlet.attacks.Tactics.split;

import java.util.List;
import org.datanet.gauntlet.Attack;
import org.datanet.gauntlet.AttackBook;
import org.datanet.gauntlet.Family;
import org.datanet.gauntlet.Hand;
import org.datanet.gauntlet.Tactic;

/** Rows that are to make an honest contributor look like a copier, a mislabeller or a Sybil. */
public final class FramingBook implements AttackBook {
    @Override
    public List<Attack> attacks() {
        return List.of(
                Attack.of(
                        "framing-copies", Family.FRAMING, "times", new double[] {1, 5}, t -> flood((int) t, victim())),
                Attack.of(
                        "framing-jittered",
                        Family.FRAMING,
                        "size",
                        new double[] {0.1, 0.3},
                        size -> flood(3, victim()).then(jitter(size)).then(split(5))),
                Attack.of(
                        "framing-contradicted",
                        Family.FRAMING,
                        "times",
                        new double[] {1, 5},
                        t -> flood((int) t, victim()).then(flip(1)).then(split(5))),
                Attack.of(
                        "framing-contradicted-nearby",
                        Family.FRAMING,
                        "size",
                        new double[] {0.1, 0.3},
                        size -> flood(5, victim())
                                .then(jitter(size))
                                .then(flip(1))
                                .then(split(5))));
    }

    private static Tactic victim() {
        return (me, hand) -> Hand.of(
                Augmentation.of(me)
                        .pick(
                                me.victim().size() > 0 ? me.victim() : me.known(),
                                hand.rows().size()),
                Hand.MAKING);
    }
}
