package org.datanet.gauntlet.attacks;

import static org.datanet.gauntlet.attacks.Tactics.cherryPick;
import static org.datanet.gauntlet.attacks.Tactics.classGaussians;
import static org.datanet.gauntlet.attacks.Tactics.lastTurn;
import static org.datanet.gauntlet.attacks.Tactics.steal;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datanet.gauntlet.Attack;
import org.datanet.gauntlet.AttackBook;
import org.datanet.gauntlet.Family;
import org.datanet.gauntlet.Hand;
import org.datanet.gauntlet.LabelledRows;
import org.datanet.gauntlet.Tactic;

/** What comes to mind to somebody who has read the valuation: rows like those it can't tell, and what it learns from spoilt. */
public final class InsiderBook implements AttackBook {
    private static final int SPOILING = 3;

    @Override
    public List<Attack> attacks() {
        return Stream.of(
                        Attack.of(
                                "transported-rows",
                                Family.LAUNDERING,
                                "by",
                                new double[] {0.5, 1},
                                InsiderBook::transported),
                        Attack.of("picked-transported-rows", Family.LAUNDERING, cherryPick(5, transported(1))),
                        Attack.of(
                                "neighbourhood-gaussians",
                                Family.LAUNDERING,
                                "neighbours",
                                new double[] {8, 25},
                                k -> made((a, known, count) -> a.neighbourhoods(known, count, (int) k))),
                        Attack.of("copulas", Family.LAUNDERING, copulas()),
                        Attack.of("picked-copulas", Family.LAUNDERING, cherryPick(5, copulas())),
                        Attack.of(
                                "rescaled-copies",
                                Family.LAUNDERING,
                                "by",
                                new double[] {0.1, 0.3},
                                by -> steal().then((me, hand) ->
                                        hand.each(rows -> new LocalAugmentation(me).rescaled(rows, by), Hand.MAKING))),
                        Attack.of(
                                "own-rows-smoothed",
                                Family.SYBIL,
                                "share",
                                new double[] {0.7, 0.9},
                                share -> (me, hand) -> hand.each(
                                        rows -> new LocalAugmentation(me).towardsKnown(rows, share), Hand.MAKING)),
                        Attack.of(
                                "hard-rows-withheld",
                                Family.SYBIL,
                                "part",
                                new double[] {0.1, 0.25},
                                InsiderBook::withheld),
                        Attack.of("hedged-labels", Family.NOISE, hedged()),
                        Attack.of(
                                        "spoilt-pool",
                                        Family.PATIENCE,
                                        "far",
                                        new double[] {30, 1e4},
                                        far -> lastTurn(spoilt(far), classGaussians()))
                                .over(2, 1))
                .map(Attack::onNumbers)
                .toList();
    }

    private interface Source {
        LabelledRows of(LocalAugmentation from, LabelledRows known, int count);
    }

    private static Tactic made(Source source) {
        return (me, hand) -> Hand.of(
                source.of(new LocalAugmentation(me), me.known(), hand.rows().size()), Hand.MAKING);
    }

    private static Tactic transported(double by) {
        return made((a, known, count) -> a.transport(known, count, by));
    }

    private static Tactic copulas() {
        return made(LocalAugmentation::copulas);
    }

    /** All rows are collected and labelled; those whose label fewest of the ten nearest known rows have stay at home. */
    private static Tactic withheld(double part) {
        return (me, hand) -> {
            LabelledRows rows = hand.rows();
            LabelledRows known = me.known();
            long[] agree = IntStream.range(0, rows.size())
                    .mapToLong(i -> IntStream.of(me.space().nearest(rows.x()[i], known.x(), 10))
                            .filter(j -> known.y()[j] == rows.y()[i])
                            .count())
                    .toArray();
            int[] kept = IntStream.range(0, rows.size())
                    .boxed()
                    .sorted(Comparator.<Integer>comparingLong(i -> -agree[i]))
                    .limit(Math.round((1 - part) * rows.size()))
                    .mapToInt(i -> i)
                    .toArray();
            return hand.under(List.of(rows.select(kept)));
        };
    }

    /** Real rows that nobody has looked at, each under every label, every label under a name. */
    private static Tactic hedged() {
        return (me, hand) -> {
            LabelledRows rows = hand.rows();
            return new Hand(hand.names(), hand.effort() * Hand.COLLECTING)
                    .under(IntStream.range(0, me.classes())
                            .mapToObj(label -> rows.labelled(Augmentation.fill(rows.size(), i -> label)))
                            .toList());
        };
    }

    /** Beside one's own rows a few far off, so that moments and models learnt from the pool are theirs. */
    private static Tactic spoilt(double far) {
        return (me, hand) -> {
            Augmentation augmentation = Augmentation.of(me);
            return hand.and(augmentation.scaled(augmentation.noise(SPOILING), far), Hand.MAKING);
        };
    }
}
