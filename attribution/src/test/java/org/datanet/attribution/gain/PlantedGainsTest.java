package org.datanet.attribution.gain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.progress.Progress;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.testkit.planted.Role;
import org.datanet.valuation.ValuationReport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values alone, without any detector, against a world in which everybody is honest. */
class PlantedGainsTest {
    /** Each contributor's part of all credit, 0 for those whose debits exceed their credits. */
    private static Map<ContributorId, Double> shares(PlantedDatanet world, Novelty novelty, long seed) {
        Datanet datanet = world.datanet();
        ValuationReport report = new LabelInformationValuator(novelty)
                .value(datanet, world.holdout(), world.reference(), seed, Progress.none());
        Map<ContributorId, Double> shares = new HashMap<>();
        double sum = 0;
        for (int row = 0; row < datanet.rows(); row++) {
            shares.merge(datanet.contributorId(row), (double) report.value(row), Double::sum);
            sum += report.bases()[row];
        }
        double total = sum;
        shares.replaceAll((contributor, value) -> Math.max(0, value) / total);
        return shares;
    }

    @ParameterizedTest
    @CsvSource({"LEVERAGE, 11", "LEVERAGE, 12", "DERIVABILITY, 13"})
    void whoever_games_gets_at_most_35_percent_of_what_honesty_would_have_brought_and_nobody_honest_loses(
            Novelty novelty, long seed) {
        PlantedDatanet world = PlantedDatanet.optdigits(seed, true);
        Map<ContributorId, Double> gamed = shares(world, novelty, seed);
        Map<ContributorId, Double> twin = shares(PlantedDatanet.optdigits(seed, false), novelty, seed);
        world.roles().forEach((contributor, role) -> {
            double ratio = gamed.get(contributor) / twin.get(contributor);
            if (role.games()) {
                assertThat(ratio).as("%s, who %s", contributor, role.title()).isLessThanOrEqualTo(0.35);
            } else {
                assertThat(ratio).as("%s, who is honest", contributor).isGreaterThanOrEqualTo(1);
            }
        });
        assertThat(world.roles()).containsValue(Role.RARE_HONEST);
        // The rule divides by the credits where they are more than the bases, so a little more than all is no fault.
        assertThat(gamed.values().stream().mapToDouble(x -> x).sum()).isBetween(0.9, 1.02);
        assertThat(twin.values().stream().mapToDouble(x -> x).sum()).isBetween(0.9, 1.02);
    }
}
