package org.datanet.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.datanet.cli.demo.Demo;
import org.datanet.cli.demo.Scorecard;
import org.datanet.reward.RewardReport;
import org.datanet.testkit.planted.Role;

/** The demo over many seeds: what those who game and those who don't earn against their twins. */
final class SeedTable {
    private final List<Line> lines = new ArrayList<>();

    /**
     * One seed.
     *
     * @param gaming highest ratio of somebody who games to the honest twin
     * @param honest rewards of all honest contributors over those of their twins
     * @param worstHonest lowest ratio of an honest contributor
     * @param rare ratio of the rare-but-honest contributor
     * @param reach share of the fees that contributors get
     * @param twinReach the same in the world in which everybody is honest
     */
    private record Line(
            long seed, double gaming, double honest, double worstHonest, double rare, double reach, double twinReach) {}

    void add(long seed, Demo.Result result) {
        Scorecard card = Scorecard.of(result);
        lines.add(new Line(
                seed,
                card.worstGaming(),
                card.honestRatio(),
                Math.min(card.worstHonest(Role.HONEST), card.worstHonest(Role.RARE_HONEST)),
                card.worstHonest(Role.RARE_HONEST),
                reach(result.outcome().rewards()),
                reach(result.twin())));
    }

    private static double reach(RewardReport report) {
        return report.paid().doubleValue() / report.fees().doubleValue();
    }

    /** The line of the seed that was added last, under a head for the first. */
    String lastLine() {
        Line line = lines.get(lines.size() - 1);
        String head = lines.size() == 1
                ? "    seed  gaming/twin  honest/twin  worst honest  rare honest  to contributors  in the twin world%n"
                        .formatted()
                : "";
        return head + print("%8d".formatted(line.seed()), line);
    }

    /** The worst and the mean of every column. */
    String summary() {
        Line worst = new Line(
                0,
                lines.stream().mapToDouble(Line::gaming).max().orElse(0),
                lines.stream().mapToDouble(Line::honest).min().orElse(0),
                lines.stream().mapToDouble(Line::worstHonest).min().orElse(0),
                lines.stream().mapToDouble(Line::rare).min().orElse(0),
                lines.stream().mapToDouble(Line::reach).min().orElse(0),
                lines.stream().mapToDouble(Line::twinReach).min().orElse(0));
        Line mean = new Line(
                0,
                lines.stream().mapToDouble(Line::gaming).average().orElse(0),
                lines.stream().mapToDouble(Line::honest).average().orElse(0),
                lines.stream().mapToDouble(Line::worstHonest).average().orElse(0),
                lines.stream().mapToDouble(Line::rare).average().orElse(0),
                lines.stream().mapToDouble(Line::reach).average().orElse(0),
                lines.stream().mapToDouble(Line::twinReach).average().orElse(0));
        return print("   worst", worst) + print("    mean", mean);
    }

    private static String print(String name, Line line) {
        return String.format(
                Locale.ROOT,
                "%s  %11.3f  %11.3f  %12.3f  %11.3f  %14.1f %%  %16.1f %%%n",
                name,
                line.gaming(),
                line.honest(),
                line.worstHonest(),
                line.rare(),
                100 * line.reach(),
                100 * line.twinReach());
    }
}
