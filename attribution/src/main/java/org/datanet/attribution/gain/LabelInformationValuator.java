package org.datanet.attribution.gain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.progress.Crew;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.valuation.ValuationReport;
import org.datanet.valuation.Valuator;
import org.jspecify.annotations.Nullable;

/**
 * Values a row by two questions of low variance instead of one of high: are its features new and real, judged without labels
 * by conformal ranks among the holdout's rows; and is its label information about them, a logarithmic score against the holdout's nearest
 * rows. The value is the product,
 *
 * <pre>gain = g, the label score in units of 1e-9 nats
 * novelty = floor(n s 1e9) >> (m - 1)  for credits (g &gt;= 0): n from 0 to 1, s the row's share of its epoch, m copies of it in the epoch
 * novelty = floor(max(n, 0.17) 1e9)     for debits (g &lt; 0)
 * base    = n s g netting / m          for credits, else 0</pre>
 *
 * No name, contributor or place in the intake order is read; values of an epoch depend on the set of its distinct payloads, on the
 * pool (all rows of earlier epochs, reference rows, retired holdout slices) and on the holdout slice in use. So a copy changes no
 * stranger's value and never raises the sum over its owner's rows, and splitting rows between names changes nothing at all. See
 * {@code docs/VALUATION.md} for the proofs and the measurements.
 *
 * <p>A row without label is worth 0, and joins the pool. Text without numeric features is compared by hashed character n-grams, a fallback:
 * give embeddings as features where you have them. Thread-safe.
 */
public final class LabelInformationValuator implements Valuator {
    /** Least number of labelled rows in a holdout slice: with fewer a rank is coarser than the cuts. */
    public static final int MINIMUM_HOLDOUT = 40;

    private final Novelty novelty;
    private final Memory memory;
    private final @Nullable Crew crew;

    /** Judges features by {@link Novelty#DERIVABILITY}. */
    public LabelInformationValuator() {
        this(Novelty.DERIVABILITY);
    }

    public LabelInformationValuator(Novelty novelty) {
        this(novelty, Memory.none(), null);
    }

    private LabelInformationValuator(Novelty novelty, Memory memory, @Nullable Crew crew) {
        this.novelty = novelty;
        this.memory = memory;
        this.crew = crew;
    }

    /**
     * The same valuator, with rows compared by a crew: pools are cut into parts, holdout slices go to everybody. Values are the same to the
     * last bit.
     */
    public LabelInformationValuator carriedBy(Crew other) {
        return new LabelInformationValuator(novelty, memory, other);
    }

    /**
     * The same valuator, which keeps what it learnt of the latest epochs: for those who value worlds that have most epochs in
     * common. Values are the same to the byte.
     *
     * @param epochs how many to keep, 1 or more; each takes about ten times the memory of its pool
     */
    public LabelInformationValuator remembering(int epochs) {
        return new LabelInformationValuator(novelty, new Memory(epochs), crew);
    }

    /**
     * The least gain that a row can have, {@code -ln(k + 1)} rounded away from 0, in 1e-9 nats: its label is none of its k neighbours'.
     *
     * @param holdout rows of the holdout slice in use
     */
    public static long leastGain(int holdout) {
        return -(long) Math.ceil(StrictMath.log(LabelScore.neighbours(holdout) + 1.0) * ValuationReport.UNIT);
    }

    @Override
    public String name() {
        return "label-information 5, novelty by " + novelty.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public ValuationReport value(Datanet datanet, Datanet holdout, Datanet reference, long seed, Progress progress) {
        return value(datanet, holdout, reference, SliceSeeds.constant(seed), progress);
    }

    /**
     * Values every row, with a seed for each slice of the holdout, so that a retired slice can be published with its seed while the next one
     * stays secret.
     *
     * @see Valuator#value(Datanet, Datanet, Datanet, long, Progress)
     */
    public ValuationReport value(
            Datanet datanet, Datanet holdout, Datanet reference, SliceSeeds seeds, Progress progress) {
        checkDatanet(datanet);
        checkColumns(datanet, holdout, "holdout");
        checkColumns(datanet, reference, "reference");
        int[] holdoutLabels = labels(datanet, holdout, "holdout");
        int[] referenceLabels = labels(datanet, reference, "reference");
        progress.stage("value rows", datanet.rows());

        FrozenValues frozen = new FrozenValues(datanet);
        List<Payload> pool = new ArrayList<>();
        Set<Digest> known = new HashSet<>();
        int published = 0;
        int retired = 0;
        for (int epoch = 0; epoch < datanet.epochs(); epoch++) {
            int first = datanet.firstRow(epoch);
            int last = datanet.firstRow(epoch + 1);
            if (first == last) {
                continue;
            }
            int[] slice = slice(holdout, holdoutLabels, epoch);
            for (; published < reference.firstRow(epoch + 1); published++) {
                admit(Payload.of(reference, published, referenceLabels[published]), known, pool);
            }
            for (; retired < holdout.firstRow(holdout.epoch(slice[0])); retired++) {
                admit(Payload.of(holdout, retired, holdoutLabels[retired]), known, pool);
            }
            PayloadGroups groups = PayloadGroups.of(datanet, first, last);
            List<Payload> rows = groups.labelled().stream().sorted().toList();
            EpochValuation values = memory.value(
                    new Memory.Epoch(
                            List.copyOf(pool),
                            payloads(holdout, slice, holdoutLabels),
                            datanet.labels().size(),
                            novelty,
                            seeds.of(holdout.epoch(slice[0]))),
                    rows,
                    () -> FeatureSpace.of(holdout, slice).with(crew));
            for (int i = 0; i < rows.size(); i++) {
                frozen.freeze(groups.rowsOf(rows.get(i)), values, i);
            }
            groups.distinct().forEach(payload -> admit(payload, known, pool));
            progress.advance(last - first);
        }
        return frozen.report(
                name(), HoldoutSlices.of(holdout, seeds, datanet.epochs() - 1).root());
    }

    private static void admit(Payload payload, Set<Digest> known, List<Payload> pool) {
        if (known.add(payload.key())) {
            pool.add(payload);
        }
    }

    private static List<Payload> payloads(Datanet datanet, int[] rows, int[] labels) {
        return IntStream.of(rows)
                .mapToObj(row -> Payload.of(datanet, row, labels[row]))
                .toList();
    }

    /** The labelled holdout rows in use in an epoch: those of the latest slice that has begun. */
    private static int[] slice(Datanet holdout, int[] labels, int epoch) {
        int end = holdout.firstRow(epoch + 1);
        int[] slice = end == 0
                ? new int[0]
                : IntStream.range(holdout.firstRow(holdout.epoch(end - 1)), end)
                        .filter(row -> labels[row] >= 0)
                        .toArray();
        if (slice.length < MINIMUM_HOLDOUT) {
            throw new IllegalArgumentException(
                    "the holdout has %d labelled rows for epoch %d, but values need at least %d: move some of the owner's rows to the holdout"
                            .formatted(slice.length, epoch, MINIMUM_HOLDOUT));
        }
        return slice;
    }

    private static void checkDatanet(Datanet datanet) {
        if (datanet.labels().isEmpty()) {
            throw new IllegalArgumentException(
                    "Datanet %s declares no labels, and a row is valued by what its label says: declare a label column"
                            .formatted(datanet.id()));
        }
        if (datanet.rows() > 0 && datanet.features().isEmpty() && !datanet.hasText()) {
            throw new IllegalArgumentException(
                    "Datanet %s has neither features nor text to compare rows by".formatted(datanet.id()));
        }
    }

    private static void checkColumns(Datanet datanet, Datanet other, String part) {
        List<String> expected = datanet.features().map(FeatureMatrix::names).orElse(List.of());
        List<String> actual = other.features().map(FeatureMatrix::names).orElse(List.of());
        if (other.rows() > 0 && !expected.equals(actual)) {
            throw new IllegalArgumentException(
                    "the %s has the features %s, the Datanet %s: they must be the same, in the same order"
                            .formatted(part, actual, expected));
        }
        if (other.rows() > 0 && expected.isEmpty() && !other.hasText()) {
            throw new IllegalArgumentException("the %s has no text, but the Datanet is compared by it".formatted(part));
        }
    }

    /** Labels of the other's rows as indices into the Datanet's label set. */
    private static int[] labels(Datanet datanet, Datanet other, String part) {
        Map<String, Integer> index = new TreeMap<>();
        for (String label : datanet.labels()) {
            index.put(label, index.size());
        }
        int[] labels = new int[other.rows()];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = -1;
            if (other.label(row) >= 0) {
                String label = other.labels().get(other.label(row));
                Integer at = index.get(label);
                if (at == null) {
                    throw new IllegalArgumentException(
                            "row %d of the %s (sample %s) has label \"%s\", which is not in the declared set %s"
                                    .formatted(row, part, other.sampleId(row), label, datanet.labels()));
                }
                labels[row] = at;
            }
        }
        return labels;
    }
}
