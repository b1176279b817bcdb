package org.datanet.gauntlet.attacks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.datanet.gauntlet.Hand;
import org.datanet.gauntlet.LabelledRows;
import org.datanet.gauntlet.Tactic;

/** The steps that attacks are composed of. Sources put rows in hand, changes change them, and names divide or multiply them. */
public final class Tactics {
    private Tactics() {}

    // Sources: in place of the rows in hand, as many others.

    /** Published rows as they are. */
    public static Tactic steal() {
        return made((a, rows) -> a.pick(a.known(), rows.size()));
    }

    /**
     * Rows as good as the twin's, but of somebody outside the Datanet whose licence forbids it: taken, and given under another. To the
     * rule they are new rows, rightly labelled.
     */
    static Tactic scraped() {
        return (me, hand) -> Hand.of(hand.rows(), Hand.MAKING);
    }

    /** Rows of the holdout, where they leaked; published ones where none did. */
    public static Tactic stealLeaked() {
        return (me, hand) -> Hand.of(
                Augmentation.of(me)
                        .pick(
                                me.leaked().size() > 0 ? me.leaked() : me.known(),
                                hand.rows().size()),
                Hand.MAKING);
    }

    /** Mixtures of two published rows of one label; of near ones, if near. */
    public static Tactic mixUp(boolean near) {
        return made((a, rows) -> a.mixUp(a.known(), rows.size(), near));
    }

    /** Crossings of two published rows of one label. */
    public static Tactic crossOver() {
        return made((a, rows) -> a.crossOver(a.known(), rows.size()));
    }

    /** Rows beyond published ones. */
    public static Tactic extrapolate(double by) {
        return made((a, rows) -> a.extrapolate(a.known(), rows.size(), by));
    }

    /** Means of published rows of one label. */
    public static Tactic classMeans() {
        return made((a, rows) -> a.means(a.known(), rows.size()));
    }

    /** Draws from the Gaussian of each label's published rows. */
    public static Tactic classGaussians() {
        return made((a, rows) -> a.generated(a.known(), rows.size()));
    }

    /** Normal noise under random labels. */
    public static Tactic noise() {
        return made((a, rows) -> a.noise(rows.size()));
    }

    /** Each column from a published row of its own, under random labels. */
    public static Tactic marginals() {
        return made((a, rows) -> a.marginals(a.known(), rows.size()));
    }

    /** Rows made of those in hand. */
    static Tactic ofHand(BiFunction<Augmentation, LabelledRows, LabelledRows> source) {
        return made(source);
    }

    private static Tactic made(BiFunction<Augmentation, LabelledRows, LabelledRows> source) {
        return (me, hand) -> Hand.of(source.apply(Augmentation.of(me), hand.rows()), Hand.MAKING);
    }

    // Changes of the rows in hand.

    /** Normal noise of so many standard deviations. */
    public static Tactic jitter(double size) {
        return (me, hand) -> hand.each(rows -> Augmentation.of(me).jitter(rows, size), Hand.MAKING);
    }

    /** Away from the mean by a factor. */
    public static Tactic scale(double factor) {
        return (me, hand) -> hand.each(rows -> Augmentation.of(me).scaled(rows, factor), Hand.MAKING);
    }

    /** Random labels, unlooked. */
    public static Tactic randomLabels() {
        return (me, hand) ->
                unlabelled(hand).each(rows -> rows.labelled(Augmentation.of(me).random(rows.size())), 0);
    }

    /** The commonest label throughout, unlooked. */
    public static Tactic majorityLabel() {
        return (me, hand) -> {
            int label = Augmentation.of(me).majority();
            return unlabelled(hand).each(rows -> rows.labelled(Augmentation.fill(rows.size(), i -> label)), 0);
        };
    }

    /** The labels of a nearest-neighbour model of what is known. */
    public static Tactic pseudoLabels() {
        return (me, hand) -> unlabelled(hand).each(rows -> Augmentation.of(me).pseudoLabelled(rows), Hand.MAKING);
    }

    /** Wrong labels on a part of the rows, evenly spread. */
    public static Tactic flip(double part) {
        return (me, hand) -> hand.each(
                rows -> rows.labelled(Augmentation.fill(
                        rows.size(),
                        i -> (int) ((i + 1) * part) > (int) (i * part)
                                ? (rows.y()[i] + 1 + me.below(me.classes() - 1)) % me.classes()
                                : rows.y()[i])),
                0);
    }

    private static Hand unlabelled(Hand hand) {
        return new Hand(hand.names(), hand.effort() * Hand.COLLECTING);
    }

    // Changes of texts in hand; numbers stay as they are.

    /** Other spaces, another case, another end. */
    static Tactic respaced() {
        return (me, hand) -> hand.each(new TextAugmentation(me)::respaced, Hand.MAKING);
    }

    /** For a part of the letters, letters of another script that look alike. */
    static Tactic lookAlikes(double part) {
        return (me, hand) -> hand.each(rows -> new TextAugmentation(me).lookAlikes(rows, part), Hand.MAKING);
    }

    /** Words in random order, each at most so many places from where it stood. */
    static Tactic shuffled(double places) {
        return (me, hand) -> hand.each(rows -> new TextAugmentation(me).shuffled(rows, places), Hand.MAKING);
    }

    /** Some words left out. */
    static Tactic shortened(double part) {
        return (me, hand) -> hand.each(rows -> new TextAugmentation(me).shortened(rows, part), Hand.MAKING);
    }

    /** Each text with as many others of its label after it. */
    static Tactic concatenated(int others) {
        return (me, hand) -> hand.each(rows -> new TextAugmentation(me).concatenated(rows, others), Hand.MAKING);
    }

    // Names.

    /** The rows in hand dealt to so many names; to one a row where there are fewer rows. */
    public static Tactic split(int names) {
        return (me, hand) -> {
            LabelledRows rows = hand.rows();
            int parts = Math.max(1, Math.min(names, rows.size()));
            return hand.under(IntStream.range(0, parts)
                    .mapToObj(p -> rows.select(IntStream.range(0, rows.size())
                            .filter(i -> i % parts == p)
                            .toArray()))
                    .toList());
        };
    }

    /** The rows in hand, and so many changed versions of each, every version under a further name. */
    public static Tactic replicate(int versions, Tactic change) {
        return (me, hand) -> {
            Hand all = hand;
            LabelledRows rows = hand.rows();
            for (int v = 0; v < versions; v++) {
                all = all.and(change.play(me, new Hand(List.of(rows), 0)).rows(), Hand.MAKING);
            }
            return all;
        };
    }

    /** Rows whose label is not what it was in one's own raw rows go to a name of their own. */
    public static Tactic sort() {
        return (me, hand) -> {
            List<double[]> own = Arrays.asList(me.own().x());
            List<Integer> good = new ArrayList<>();
            List<Integer> bad = new ArrayList<>();
            LabelledRows rows = hand.rows();
            for (int i = 0; i < rows.size(); i++) {
                int at = own.indexOf(rows.x()[i]);
                (at >= 0 && me.own().y()[at] == rows.y()[i] ? good : bad).add(i);
            }
            List<LabelledRows> parts = new ArrayList<>();
            for (List<Integer> part : List.of(good, bad)) {
                if (!part.isEmpty()) {
                    parts.add(rows.select(part.stream().mapToInt(i -> i).toArray()));
                }
            }
            return hand.under(parts);
        };
    }

    /** So many times as many rows as one has oneself, whatever makes them: a flood. */
    public static Tactic flood(int times, Tactic source) {
        return (me, hand) -> {
            List<LabelledRows> parts = new ArrayList<>();
            double effort = 0;
            for (int t = 0; t < times; t++) {
                Hand more = source.play(me, hand);
                parts.add(more.rows());
                effort += more.effort();
            }
            return new Hand(List.of(LabelledRows.concat(parts)), effort);
        };
    }

    /** Honest rows for a part, and the tactic on the rest, under the same name. */
    public static Tactic partly(double part, Tactic rest) {
        return (me, hand) -> {
            LabelledRows rows = hand.rows();
            int kept = (int) Math.round(part * rows.size());
            LabelledRows gamed = rows.select(IntStream.range(kept, rows.size()).toArray());
            Hand other =
                    rest.play(me, new Hand(List.of(gamed), hand.effort() * gamed.size() / Math.max(1, rows.size())));
            return new Hand(
                    List.of(LabelledRows.concat(List.of(rows.first(kept), other.rows()))),
                    hand.effort() * kept / Math.max(1, rows.size()) + other.effort());
        };
    }

    /**
     * Makes so many times as many rows as are in hand, and keeps those that the published valuation likes best on a holdout that one
     * makes oneself, of one's own rows and some published ones.
     */
    public static Tactic cherryPick(int times, Tactic source) {
        return (me, hand) -> {
            Hand many = flood(times, source).play(me, hand);
            LabelledRows candidates = many.rows();
            double[] scores = new Surrogate(me).values(candidates);
            int[] best = IntStream.range(0, candidates.size())
                    .boxed()
                    .sorted((a, b) -> scores[a] != scores[b] ? Double.compare(scores[b], scores[a]) : a - b)
                    .limit(hand.rows().size())
                    .mapToInt(i -> i)
                    .toArray();
            return new Hand(List.of(candidates.select(best)), many.effort());
        };
    }

    /** One tactic in the player's first turns, another in its last. */
    public static Tactic lastTurn(Tactic first, Tactic last) {
        return (me, hand) -> (me.turn() == me.turns() - 1 ? last : first).play(me, hand);
    }
}
