package org.datanet.gauntlet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the cells say, by table, mechanism, detectors and attack.
 *
 * @param plan what was measured
 * @param lines in the order of attacks, tables and mechanisms
 */
public record Findings(Plan plan, List<Line> lines) {
    /** What part of their pay honest work costs people: the other half is what they come for. */
    public static final double COST_SHARE = 0.5;

    public Findings {
        lines = List.copyOf(lines);
    }

    /**
     * One attack on one table under one mechanism, in the form that was worst on the seeds it was chosen by; all figures are of other seeds.
     *
     * @param gain what gaming earned over what honesty would have, less charges
     * @param kept the same without charges, for those who walk away from debts
     * @param profit after costs, over the twin's pay; the twin's own is one half
     * @param excess profit less the twin's
     * @param victim mean loss of whom framing is aimed at
     * @param meanLoss of the honest
     * @param loss95 95th percentile of losses of the honest
     * @param rareLoss mean loss of the honest with rare rows
     * @param charged share of the honest who owe something; of curators, of the honest who were found to collude
     * @param reach share of all fees that went to contributors
     * @param spread of everybody's pay without an attack
     * @param earning of the honest without an attack, by quarter of the intake, what share earned; empty for attacks
     */
    public record Line(
            String ground,
            String mechanism,
            boolean detectors,
            Attack attack,
            String parameter,
            int seeds,
            Bound gain,
            Bound kept,
            Bound profit,
            Bound excess,
            Bound victim,
            double meanLoss,
            double loss95,
            double rareLoss,
            Bound charged,
            double reach,
            Spread spread,
            List<Double> earning) {

        /** The figure that the family's aim is about. */
        public Bound judged() {
            return switch (attack.family()) {
                case USAGE, PATIENCE -> excess;
                case FRAMING -> victim;
                default -> gain;
            };
        }

        /** Whether the aim is met by the estimate; for replication by the bound, to within two hundredths. */
        public boolean hit() {
            return switch (attack.family()) {
                case HONEST -> true;
                case SYBIL -> gain.value() <= 1 + 1e-6 && gain.upper() <= 1.02;
                case NOISE -> gain.upper() <= attack.family().aim() && profit.upper() < 0;
                case USAGE, PATIENCE -> excess.upper() < 0;
                case CURATION -> gain.upper() <= attack.family().aim() && (!detectors || charged.upper() <= 0.01);
                case FRAMING -> victim.upper() <= attack.family().aim() && profit.upper() < 0;
                default -> gain.upper() <= attack.family().aim();
            };
        }
    }

    /**
     * How far pays lie apart, each over the mean of its world; zeros without pays.
     *
     * @param deviation standard deviation
     * @param low the twentieth part of pays is at most this
     * @param owing share of pays below zero
     */
    public record Spread(double deviation, double low, double owing) {
        static Spread of(List<Cell> cells) {
            List<Double> pays = new ArrayList<>();
            for (Cell cell : cells) {
                double mean = Arrays.stream(cell.pays()).average().orElse(1);
                Arrays.stream(cell.pays()).forEach(pay -> pays.add(pay / mean));
            }
            if (pays.isEmpty()) {
                return new Spread(0, 0, 0);
            }
            pays.sort(null);
            double squares =
                    pays.stream().mapToDouble(pay -> (pay - 1) * (pay - 1)).sum();
            return new Spread(
                    Math.sqrt(squares / pays.size()),
                    pays.get((int) Math.ceil(pays.size() / 20.0) - 1),
                    pays.stream().filter(pay -> pay < 0).count() / (double) pays.size());
        }
    }

    static Findings of(Plan plan, List<Attack> attacks, List<Cell> cells) {
        Map<String, Map<String, List<Cell>>> byAttack = new TreeMap<>();
        for (Cell cell : cells) {
            byAttack.computeIfAbsent(
                            group(cell.ground(), cell.mechanism(), cell.detectors(), cell.attack()),
                            key -> new LinkedHashMap<>())
                    .computeIfAbsent(cell.parameter(), key -> new ArrayList<>())
                    .add(cell);
        }
        Choice choice = choice(plan, attacks, cells);
        List<Line> lines = new ArrayList<>();
        List<String> mechanisms =
                plan.mechanisms().get().stream().map(Mechanism::name).toList();
        for (Attack attack : attacks) {
            for (Ground ground : plan.grounds()) {
                boolean curation = attack.family() == Family.CURATION || attack == Gauntlet.CURATED;
                for (boolean detectors : curation ? List.of(false, true) : plan.detectors()) {
                    for (String mechanism : curation ? List.of(CurationBout.MECHANISM) : mechanisms) {
                        byAttack.getOrDefault(group(ground.name(), mechanism, detectors, attack.name()), Map.of())
                                .forEach((parameter, forms) -> {
                                    List<Cell> reported = forms.stream()
                                            .filter(cell -> reported(plan, cell)
                                                    && choice.takes(ground.name(), attack, parameter, mechanism))
                                            .sorted(Comparator.comparingLong(Cell::seed))
                                            .toList();
                                    if (!reported.isEmpty()) {
                                        lines.add(line(attack, parameter, reported));
                                    }
                                });
                    }
                }
            }
        }
        return new Findings(plan, lines);
    }

    private static boolean reported(Plan plan, Cell cell) {
        int seeds = cell.mechanism().equals(CurationBout.MECHANISM) ? plan.curated() : plan.seeds();
        return cell.seed() >= plan.from() && cell.seed() < plan.from() + seeds;
    }

    private static String group(String ground, String mechanism, boolean detectors, String attack) {
        return String.join("/", ground, mechanism, detectors ? "on" : "off", attack);
    }

    /** The form of each attack that was worst on the seeds before those reported, for the first of the plan's detectors: off, of both. */
    static Choice choice(Plan plan, List<Attack> attacks, List<Cell> cells) {
        Map<String, String> worst = new TreeMap<>();
        for (Attack attack : attacks) {
            boolean detectors =
                    attack.family() != Family.CURATION && plan.detectors().get(0);
            Map<String, Map<String, List<Cell>>> practised = new TreeMap<>();
            cells.stream()
                    .filter(cell -> cell.attack().equals(attack.name())
                            && cell.seed() < plan.chosen()
                            && cell.detectors() == detectors)
                    .forEach(cell -> practised
                            .computeIfAbsent(
                                    Choice.key(cell.ground(), cell.attack(), cell.mechanism()), key -> new TreeMap<>())
                            .computeIfAbsent(cell.parameter(), key -> new ArrayList<>())
                            .add(cell));
            practised.forEach((key, forms) -> forms.entrySet().stream()
                    .max(Comparator.comparingDouble(entry -> line(attack, entry.getKey(), entry.getValue())
                            .judged()
                            .value()))
                    .ifPresent(entry -> worst.put(key, entry.getKey())));
        }
        return new Choice(worst);
    }

    private static Line line(Attack attack, String parameter, List<Cell> cells) {
        int n = cells.size();
        double[] gamed = new double[n];
        double[] kept = new double[n];
        double[] twin = new double[n];
        double[] part = new double[n];
        double[] profit = new double[n];
        double[] excess = new double[n];
        double[] victim = new double[n];
        List<Double> losses = new ArrayList<>();
        double rare = 0;
        double reach = 0;
        int[] charged = new int[n];
        for (int i = 0; i < n; i++) {
            Cell cell = cells.get(i);
            twin[i] = cell.twin();
            double honestPart = (1 - attack.dose()) * cell.twin();
            part[i] = attack.dose() * cell.twin();
            gamed[i] = cell.attacker() - honestPart;
            kept[i] = cell.kept() - honestPart;
            double price = COST_SHARE * cell.honestPay();
            profit[i] = cell.attacker() - price * cell.effort();
            excess[i] = profit[i] - (cell.twin() - price * cell.twinEffort());
            victim[i] = cell.victim();
            Arrays.stream(cell.losses()).forEach(losses::add);
            rare += cell.rare() / n;
            reach += cell.reach() / n;
            charged[i] = cell.charged();
        }
        losses.sort(null);
        Cell any = cells.get(0);
        return new Line(
                any.ground(),
                any.mechanism(),
                any.detectors(),
                attack,
                parameter,
                n,
                Bound.ratio(gamed, part),
                Bound.ratio(kept, part),
                Bound.ratio(profit, twin),
                Bound.ratio(excess, twin),
                Bound.mean(victim),
                losses.stream().mapToDouble(d -> d).average().orElse(0),
                losses.get((int) Math.ceil(0.95 * losses.size()) - 1),
                rare,
                Bound.share(charged, attack == Gauntlet.CURATED ? any.pays().length : losses.size() / (double) n),
                reach,
                Spread.of(cells),
                earning(cells));
    }

    private static List<Double> earning(List<Cell> cells) {
        double[] earned = new double[4];
        double[] all = new double[4];
        for (Cell cell : cells) {
            for (int i = 0; i < cell.pays().length; i++) {
                int quarter = 4 * i / cell.pays().length;
                all[quarter]++;
                earned[quarter] += cell.pays()[i] > 0 ? 1 : 0;
            }
        }
        return all[0] == 0
                ? List.of()
                : java.util.stream.IntStream.range(0, 4)
                        .mapToObj(q -> earned[q] / all[q])
                        .toList();
    }
}
