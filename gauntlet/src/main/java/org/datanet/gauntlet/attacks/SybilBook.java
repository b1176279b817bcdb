package org.datanet.gauntlet.attacks;

import static org.datanet.gauntlet.attacks.Tactics.jitter;
import static org.datanet.gauntlet.attacks.Tactics.ofHand;
import static org.datanet.gauntlet.attacks.Tactics.replicate;
import static org.datanet.gauntlet.attacks.Tactics.split;

import java.util.List;
import org.datanet.gauntlet.Attack;
import org.datanet.gauntlet.AttackBook;
import org.datanet.gauntlet.Family;
import org.datanet.gauntlet.Tactic;

/** Own rows again, and under more names. */
public final class SybilBook implements AttackBook {
    @Override
    public List<Attack> attacks() {
        return List.of(
                Attack.of("split", Family.SYBIL, "names", new double[] {2, 5, 1000}, k -> split((int) k)),
                Attack.of(
                        "copies",
                        Family.SYBIL,
                        "names",
                        new double[] {2, 5, 20},
                        k -> replicate((int) k - 1, Tactic.NONE)),
                Attack.of(
                        "own-jittered",
                        Family.SYBIL,
                        "size",
                        new double[] {0.05, 0.15, 0.3, 0.5, 0.7, 1},
                        size -> replicate(4, jitter(size))),
                Attack.of(
                        "own-jittered-often",
                        Family.SYBIL,
                        "size",
                        new double[] {0.1, 0.3, 0.6, 1},
                        size -> replicate(19, jitter(size))),
                Attack.of(
                        "own-mixtures",
                        Family.SYBIL,
                        "versions",
                        new double[] {1, 4, 9},
                        v -> replicate((int) v, ofHand((a, rows) -> a.mixUp(rows, rows.size(), false)))),
                Attack.of(
                        "own-near-mixtures",
                        Family.SYBIL,
                        "versions",
                        new double[] {1, 4, 9},
                        v -> replicate((int) v, ofHand((a, rows) -> a.mixUp(rows, rows.size(), true)))),
                Attack.of(
                        "own-crossings",
                        Family.SYBIL,
                        "versions",
                        new double[] {1, 4, 9},
                        v -> replicate((int) v, ofHand((a, rows) -> a.crossOver(rows, rows.size())))),
                Attack.of(
                        "own-extrapolations",
                        Family.SYBIL,
                        "by",
                        new double[] {0.25, 0.5},
                        by -> replicate(4, ofHand((a, rows) -> a.extrapolate(rows, rows.size(), by)))));
    }
}
