package org.datanet.gauntlet.attacks;

import java.util.Locale;
import java.util.SplittableRandom;
import org.datanet.gauntlet.Tactic;

/**
 * A combination of tactics that a search varies: where rows come from, how they are changed and labelled, how often they are varied, what
 * part of the hand is gamed, and under how many names. Immutable.
 */
public record Genome(Source source, Change change, double size, Labels labels, int versions, double honest, int names) {
    private static final double[] SIZES = {0.05, 0.15, 0.3, 0.45, 0.6, 0.8, 1.0, 1.3};
    private static final int[] VERSIONS = {0, 0, 1, 2, 4, 9};
    private static final double[] HONEST = {0, 0, 0.25, 0.5, 0.75};
    private static final int[] NAMES = {1, 5, 1000};

    /** Where rows come from. */
    public enum Source {
        OWN(Tactic.NONE),
        COPIES(Tactics.steal()),
        MIXTURES(Tactics.mixUp(false)),
        NEAR_MIXTURES(Tactics.mixUp(true)),
        CROSSINGS(Tactics.crossOver()),
        EXTRAPOLATIONS(Tactics.extrapolate(0.3)),
        GAUSSIANS(Tactics.classGaussians()),
        MEANS(Tactics.classMeans()),
        MARGINALS(Tactics.marginals());

        private final Tactic tactic;

        Source(Tactic tactic) {
            this.tactic = tactic;
        }
    }

    /** How they are changed; every version anew. */
    public enum Change {
        NONE,
        JITTER,
        MIX_OWN,
        CROSS_OWN,
        SHRINK
    }

    /** How they are labelled. */
    public enum Labels {
        KEPT,
        GUESSED
    }

    /** Any. */
    static Genome random(SplittableRandom random) {
        return new Genome(
                pick(Source.values(), random),
                pick(Change.values(), random),
                SIZES[random.nextInt(SIZES.length)],
                pick(Labels.values(), random),
                VERSIONS[random.nextInt(VERSIONS.length)],
                HONEST[random.nextInt(HONEST.length)],
                NAMES[random.nextInt(NAMES.length)]);
    }

    /** This one with one or two genes of another. */
    Genome mutated(SplittableRandom random) {
        Genome other = random(random);
        Genome mutant = this;
        for (int change = 1 + random.nextInt(2); change > 0; change--) {
            mutant = switch (random.nextInt(7)) {
                case 0 ->
                    new Genome(
                            other.source,
                            mutant.change,
                            mutant.size,
                            mutant.labels,
                            mutant.versions,
                            mutant.honest,
                            mutant.names);
                case 1 ->
                    new Genome(
                            mutant.source,
                            other.change,
                            mutant.size,
                            mutant.labels,
                            mutant.versions,
                            mutant.honest,
                            mutant.names);
                case 2 ->
                    new Genome(
                            mutant.source,
                            mutant.change,
                            other.size,
                            mutant.labels,
                            mutant.versions,
                            mutant.honest,
                            mutant.names);
                case 3 ->
                    new Genome(
                            mutant.source,
                            mutant.change,
                            mutant.size,
                            other.labels,
                            mutant.versions,
                            mutant.honest,
                            mutant.names);
                case 4 ->
                    new Genome(
                            mutant.source,
                            mutant.change,
                            mutant.size,
                            mutant.labels,
                            other.versions,
                            mutant.honest,
                            mutant.names);
                case 5 ->
                    new Genome(
                            mutant.source,
                            mutant.change,
                            mutant.size,
                            mutant.labels,
                            mutant.versions,
                            other.honest,
                            mutant.names);
                default ->
                    new Genome(
                            mutant.source,
                            mutant.change,
                            mutant.size,
                            mutant.labels,
                            mutant.versions,
                            mutant.honest,
                            other.names);
            };
        }
        return mutant;
    }

    private static <T> T pick(T[] values, SplittableRandom random) {
        return values[random.nextInt(values.length)];
    }

    /** Whether it is more than one's own rows under several names. */
    boolean games() {
        return source != Source.OWN || change != Change.NONE && versions > 0 || labels == Labels.GUESSED;
    }

    /** What it does. */
    public Tactic tactic() {
        Tactic changed = switch (change) {
            case NONE -> Tactic.NONE;
            case JITTER -> Tactics.jitter(size);
            case MIX_OWN -> Tactics.ofHand((a, rows) -> a.mixUp(rows, rows.size(), size < 0.5));
            case CROSS_OWN -> Tactics.ofHand((a, rows) -> a.crossOver(rows, rows.size()));
            case SHRINK -> Tactics.scale(1 - size / 2);
        };
        Tactic rows = source == Source.OWN ? Tactic.NONE : source.tactic.then(changed);
        if (labels == Labels.GUESSED) {
            rows = rows.then(Tactics.pseudoLabels());
        }
        Tactic all = honest > 0 && source != Source.OWN ? Tactics.partly(honest, rows) : rows;
        if (versions > 0) {
            all = all.then(Tactics.replicate(versions, changed));
        }
        return names > 1 ? all.then(Tactics.split(names)) : all;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s, %s %.2f, labels %s, %d versions, %.0f %% honest, %d names",
                source.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                change.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                size,
                labels.name().toLowerCase(Locale.ROOT),
                versions,
                100 * honest,
                names);
    }
}
