package org.datanet.gauntlet.attacks;

import static org.datanet.gauntlet.attacks.Tactics.cherryPick;
import static org.datanet.gauntlet.attacks.Tactics.classGaussians;
import static org.datanet.gauntlet.attacks.Tactics.classMeans;
import static org.datanet.gauntlet.attacks.Tactics.crossOver;
import static org.datanet.gauntlet.attacks.Tactics.extrapolate;
import static org.datanet.gauntlet.attacks.Tactics.flood;
import static org.datanet.gauntlet.attacks.Tactics.jitter;
import static org.datanet.gauntlet.attacks.Tactics.mixUp;
import static org.datanet.gauntlet.attacks.Tactics.partly;
import static org.datanet.gauntlet.attacks.Tactics.steal;
import static org.datanet.gauntlet.attacks.Tactics.stealLeaked;

import java.util.List;
import org.datanet.gauntlet.Attack;
import org.datanet.gauntlet.AttackBook;
import org.datanet.gauntlet.Family;

/** Others' rows, as they are, changed, or as raw material. */
public final class LaunderingBook implements AttackBook {
    @Override
    public List<Attack> attacks() {
        return List.of(
                Attack.of("plagiarism", Family.LAUNDERING, steal()),
                Attack.of("half-plagiarism", Family.LAUNDERING, partly(0.5, steal()))
                        .dose(0.5),
                Attack.of(
                        "jittered-copies",
                        Family.LAUNDERING,
                        "size",
                        new double[] {0.05, 0.15, 0.3, 0.5, 0.7, 1},
                        s -> steal().then(jitter(s))),
                Attack.of("mixtures", Family.LAUNDERING, mixUp(false)),
                Attack.of("near-mixtures", Family.LAUNDERING, mixUp(true)),
                Attack.of(
                        "jittered-mixtures",
                        Family.LAUNDERING,
                        "size",
                        new double[] {0.1, 0.3, 0.5},
                        s -> mixUp(true).then(jitter(s))),
                Attack.of("crossings", Family.LAUNDERING, crossOver()),
                Attack.of(
                        "extrapolations", Family.LAUNDERING, "by", new double[] {0.25, 0.5, 1}, by -> extrapolate(by)),
                Attack.of("class-means", Family.LAUNDERING, classMeans()),
                Attack.of(
                        "jittered-class-means",
                        Family.LAUNDERING,
                        "size",
                        new double[] {0.3, 0.6, 1},
                        s -> classMeans().then(jitter(s))),
                Attack.of("class-gaussians", Family.LAUNDERING, classGaussians()),
                Attack.of("picked-gaussians", Family.LAUNDERING, cherryPick(5, classGaussians())),
                Attack.of("picked-mixtures", Family.LAUNDERING, cherryPick(5, mixUp(false))),
                Attack.of(
                        "crossings-flood",
                        Family.LAUNDERING,
                        "times",
                        new double[] {5, 20},
                        t -> flood((int) t, crossOver())),
                Attack.of(
                        "gaussians-flood",
                        Family.LAUNDERING,
                        "times",
                        new double[] {5, 20},
                        t -> flood((int) t, classGaussians())),
                Attack.of(
                        "mixtures-flood",
                        Family.LAUNDERING,
                        "times",
                        new double[] {5, 20},
                        t -> flood((int) t, mixUp(false))),
                Attack.of(
                        "extrapolations-flood",
                        Family.LAUNDERING,
                        "times",
                        new double[] {5, 20},
                        t -> flood((int) t, extrapolate(0.3))),
                Attack.of(
                        "jittered-flood",
                        Family.LAUNDERING,
                        "size",
                        new double[] {0.3, 0.5},
                        size -> flood(10, steal().then(jitter(size)))),
                Attack.of("relicensed-works", Family.LAUNDERING, Tactics.scraped()),
                Attack.of("leaked-holdout", Family.LAUNDERING, stealLeaked()).leaking(),
                Attack.of(
                                "jittered-leak",
                                Family.LAUNDERING,
                                "size",
                                new double[] {0.15, 0.3, 0.5},
                                s -> stealLeaked().then(jitter(s)))
                        .leaking());
    }
}
