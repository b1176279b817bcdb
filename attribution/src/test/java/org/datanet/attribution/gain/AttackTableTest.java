package org.datanet.attribution.gain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.datanet.attribution.gain.AttackWorld.Deal;
import org.datanet.attribution.gain.AttackWorld.Outcome;
import org.datanet.testkit.planted.RealTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What each attack earns over an honest contributor of the same epoch, by values alone. The table of {@code docs/VALUATION.md} comes from
 * {@code mvn -pl attribution -am test -Dtest=AttackTableTest -Ddatanet.attacks=100-107 -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class AttackTableTest {
    private static final Map<String, Deal> DEALS =
            Map.of("optdigits", new Deal(360, 5, 56, 25), "wdbc", new Deal(150, 4, 20, 20));

    /** Attacks that must bring next to nothing in any single world. */
    private static final Set<String> WORTHLESS = Set.of(
            "copies", "noise", "random labels", "flipped labels", "class means", "leaked holdout", "majority label");

    @Test
    void what_is_worthless_earns_next_to_nothing_and_honest_rows_earn() {
        for (Novelty novelty : Novelty.values()) {
            AttackWorld world = new AttackWorld(RealTable.wdbc(), DEALS.get("wdbc"), novelty, 21);
            new Attacks(world, 21).all().forEach((name, names) -> {
                Outcome outcome = world.outcome(names);
                assertThat(outcome.honest()).as("honest beside " + name).isPositive();
                if (WORTHLESS.contains(name)) {
                    assertThat(outcome.net() / outcome.honest())
                            .as("%s under novelty by %s", name, novelty)
                            .isLessThan(0.2);
                }
            });
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "datanet.attacks", matches = "\\d+-\\d+")
    void table() {
        String[] range = System.getProperty("datanet.attacks").split("-");
        for (RealTable table : List.of(RealTable.optdigits(), RealTable.wdbc())) {
            print(
                    table,
                    DEALS.getOrDefault(table.name(), new Deal(0, 0, 0, 0)),
                    Long.parseLong(range[0]),
                    Long.parseLong(range[1]));
        }
    }

    static void print(RealTable table, Deal deal, long first, long last) {
        Map<String, List<List<Outcome>>> outcomes = new LinkedHashMap<>();
        for (long seed = first; seed <= last; seed++) {
            for (Novelty novelty : Novelty.values()) {
                AttackWorld world = new AttackWorld(table, deal, novelty, seed);
                new Attacks(world, seed)
                        .all()
                        .forEach((name, names) -> outcomes.computeIfAbsent(
                                        name, n -> List.of(new ArrayList<>(), new ArrayList<>()))
                                .get(novelty.ordinal())
                                .add(world.outcome(names)));
            }
        }
        System.out.printf("| %s, seeds %d-%d", table.name(), first, last);
        for (Novelty novelty : Novelty.values()) {
            System.out.printf(" | %s", novelty.name().toLowerCase(Locale.ROOT));
        }
        System.out.println(" |\n|---|---|---|");
        outcomes.forEach((name, columns) -> {
            System.out.printf("| %s", name);
            for (int v = 0; v < columns.size(); v++) {
                List<Outcome> honest =
                        outcomes.getOrDefault("honest", List.of()).get(v);
                double base = mean(honest, o -> 0.2 * o.net() + 0.8 * o.honest());
                double baseClipped = mean(honest, o -> 0.2 * o.clipped() + 0.8 * o.honestClipped());
                System.out.printf(
                        Locale.ROOT,
                        " | %.2f (%.2f)",
                        mean(columns.get(v), Outcome::net) / base,
                        mean(columns.get(v), Outcome::clipped) / baseClipped);
            }
            System.out.println(" |");
        });
    }

    private static double mean(List<Outcome> outcomes, java.util.function.ToDoubleFunction<Outcome> of) {
        return outcomes.stream().mapToDouble(of).average().orElseThrow();
    }
}
