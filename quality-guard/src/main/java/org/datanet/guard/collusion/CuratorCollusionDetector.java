package org.datanet.guard.collusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.curation.Verdict;
import org.datanet.guard.statistics.BenjaminiHochberg;
import org.datanet.guard.statistics.Tail;
import org.datanet.quality.Detector;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Need;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.quality.Subject;

/**
 * Finds curators and annotators who copy each other's answers ({@link CopyRings}), and curators who approve the rows of one contributor
 * far more often than others approve the same rows.
 */
public final class CuratorCollusionDetector implements Detector {
    @Override
    public String name() {
        return "curator-collusion";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.JUDGEMENTS);
    }

    /** Rate 0.01 over pairs, and trust down to 0. Options: {@code shared} (5), the least number of common samples. */
    @Override
    public DetectorPolicy defaults() {
        return new DetectorPolicy(true, 0.01, 0, 0.5, Map.of("shared", 5));
    }

    @Override
    public Inspection inspect(InspectionContext context) {
        Datanet datanet = context.datanet();
        List<CuratorId> curators = datanet.curations().stream()
                .map(Curation::curator)
                .distinct()
                .sorted()
                .toList();
        Map<CuratorId, Integer> index = new HashMap<>();
        for (int i = 0; i < curators.size(); i++) {
            index.put(curators.get(i), i);
        }
        // The last verdict of a curator on a sample counts.
        TreeMap<Integer, TreeMap<Integer, Verdict>> byRow = new TreeMap<>();
        for (Curation curation : datanet.curations()) {
            OptionalInt row = datanet.row(curation.sample());
            if (row.isPresent()) {
                byRow.computeIfAbsent(row.getAsInt(), r -> new TreeMap<>())
                        .put(index.getOrDefault(curation.curator(), -1), curation.verdict());
            }
        }
        context.progress().stage(name(), byRow.size());
        Ballots ballots = new Ballots(byRow);
        List<Finding> findings = new ArrayList<>(favours(context, curators, ballots));
        Judgements.verdicts(datanet).ifPresent(judgements -> findings.addAll(judgements.findings(context, name())));
        Judgements.labels(datanet).ifPresent(judgements -> findings.addAll(judgements.findings(context, name())));
        findings.sort(Comparator.comparing(f -> f.subject().toString()));
        context.progress().advance(byRow.size());
        return new Inspection(new double[0], findings);
    }

    /** Verdicts by row, flat: rows ascend, curators ascend within a row. */
    private static final class Ballots {
        private final int[] rows;
        private final int[][] curators;
        private final boolean[][] approved;

        Ballots(TreeMap<Integer, TreeMap<Integer, Verdict>> byRow) {
            rows = byRow.keySet().stream().mapToInt(Integer::intValue).toArray();
            curators = new int[rows.length][];
            approved = new boolean[rows.length][];
            for (int i = 0; i < rows.length; i++) {
                TreeMap<Integer, Verdict> verdicts = byRow.getOrDefault(rows[i], new TreeMap<>());
                curators[i] =
                        verdicts.keySet().stream().mapToInt(Integer::intValue).toArray();
                approved[i] = new boolean[curators[i].length];
                int at = 0;
                for (Verdict verdict : verdicts.values()) {
                    approved[i][at++] = verdict == Verdict.APPROVE;
                }
            }
        }

        /** +1 where the others approve, -1 where they reject, 0 where they are as many or nobody. */
        int majorityWithout(int row, int curator) {
            int sum = 0;
            for (int i = 0; i < curators[row].length; i++) {
                if (curators[row][i] != curator) {
                    sum += approved[row][i] ? 1 : -1;
                }
            }
            return Integer.signum(sum);
        }
    }

    /** Curators who approve what the others reject, for one contributor more than for the rest. */
    private List<Finding> favours(InspectionContext context, List<CuratorId> curators, Ballots ballots) {
        Datanet datanet = context.datanet();
        int people = datanet.contributors().size();
        int[][] given = new int[curators.size()][people];
        int[][] rejectedByOthers = new int[curators.size()][people];
        int[] givenAll = new int[curators.size()];
        int[] rejectedAll = new int[curators.size()];
        for (int r = 0; r < ballots.rows.length; r++) {
            for (int i = 0; i < ballots.curators[r].length; i++) {
                int curator = ballots.curators[r][i];
                if (ballots.majorityWithout(r, curator) < 0) {
                    int contributor = datanet.contributor(ballots.rows[r]);
                    rejectedByOthers[curator][contributor]++;
                    rejectedAll[curator]++;
                    if (ballots.approved[r][i]) {
                        given[curator][contributor]++;
                        givenAll[curator]++;
                    }
                }
            }
        }
        double[] leniency = new double[curators.size()];
        for (int c = 0; c < leniency.length; c++) {
            leniency[c] = rejectedAll[c] == 0 ? Double.NaN : (double) givenAll[c] / rejectedAll[c];
        }
        double[] known =
                Arrays.stream(leniency).filter(v -> !Double.isNaN(v)).sorted().toArray();
        if (known.length == 0) {
            return List.of();
        }
        double usual = Math.max(0.05, known[known.length / 2]);
        record Favour(int curator, int contributor, double pValue) {}
        List<Favour> favours = new ArrayList<>();
        int tests = 0;
        for (int c = 0; c < curators.size(); c++) {
            for (int p = 0; p < people; p++) {
                if (rejectedByOthers[c][p] > 0) {
                    tests++;
                    favours.add(new Favour(
                            c, p, Tail.binomialAtLeast(given[c][p], rejectedByOthers[c][p], Math.min(0.9, usual))));
                }
            }
        }
        double threshold = BenjaminiHochberg.threshold(
                favours.stream()
                        .mapToDouble(Favour::pValue)
                        .filter(p -> p <= context.detectorPolicy().rate())
                        .toArray(),
                Math.max(1, tests),
                context.detectorPolicy().rate());
        Map<CuratorId, List<Favour>> byCurator = new TreeMap<>();
        for (Favour favour : favours) {
            if (favour.pValue <= threshold) {
                byCurator
                        .computeIfAbsent(curators.get(favour.curator), c -> new ArrayList<>())
                        .add(favour);
            }
        }
        List<Finding> findings = new ArrayList<>();
        byCurator.forEach((curator, list) -> {
            Set<String> names = new TreeSet<>();
            double least = 1;
            int approved = 0;
            int rejected = 0;
            for (Favour favour : list) {
                ContributorId contributor = datanet.contributors().get(favour.contributor);
                names.add(contributor.value());
                least = Math.min(least, favour.pValue);
                approved += given[favour.curator][favour.contributor];
                rejected += rejectedByOthers[favour.curator][favour.contributor];
            }
            findings.add(new Finding(
                    new Subject.Curator(curator),
                    name(),
                    -Math.log10(Math.max(1e-300, least)),
                    least,
                    String.format(
                            Locale.ROOT,
                            "Approved %d of %d samples by %s that the other curators reject; a usual curator approves %d percent of such samples.",
                            approved,
                            rejected,
                            String.join(", ", names),
                            Math.round(100 * usual)),
                    List.of(
                            new Evidence.Measure("approved-against-others", approved),
                            new Evidence.Measure("rejected-by-others", rejected))));
        });
        return findings;
    }
}
