package org.datanet.gauntlet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Findings as tables of a Markdown page. */
public final class MarkdownTables {
    private final Findings findings;
    private final String ours;

    /** @param ours name of the mechanism that details are given of */
    public MarkdownTables(Findings findings, String ours) {
        this.findings = findings;
        this.ours = ours;
    }

    /** All tables. */
    public String render() {
        return families() + "\n" + pictures() + details() + "\n" + baselines() + "\n" + clean() + "\n" + curators();
    }

    private String pictures() {
        StringBuilder out = new StringBuilder();
        new GainPlot(findings, ours)
                .grounds()
                .forEach(ground -> out.append("![What each attack earned on %s under every rule](images/%s)\n\n"
                        .formatted(ground, GainPlot.file(ground))));
        return out.toString();
    }

    private List<Findings.Line> attacks(String mechanism, boolean detectors) {
        return findings.lines().stream()
                .filter(line -> line.attack().family() != Family.HONEST)
                .filter(line ->
                        line.mechanism().equals(mechanism) || line.attack().family() == Family.CURATION)
                .filter(line -> line.detectors() == detectors)
                .toList();
    }

    /** A family a line: its worst attack under ours. */
    private String families() {
        StringBuilder out = new StringBuilder(
                "### By family: the worst attack on any table\n\n| family | aim | detectors | worst | measured (95 % bound) | attacks that hit |\n|---|---|---|---|---|---|\n");
        for (Family family : Family.values()) {
            for (boolean detectors : List.of(false, true)) {
                List<Findings.Line> lines = attacks(ours, detectors).stream()
                        .filter(line -> line.attack().family() == family)
                        .toList();
                Optional<Findings.Line> worst = lines.stream()
                        .max(Comparator.comparingDouble(line -> line.judged().upper()));
                worst.ifPresent(line -> row(
                        out,
                        family.title(),
                        aim(family),
                        detectors ? "on" : "off",
                        line.attack().name() + ", " + line.ground(),
                        bound(line.judged()),
                        "%d of %d%s"
                                .formatted(
                                        lines.stream()
                                                .filter(Findings.Line::hit)
                                                .count(),
                                        lines.size(),
                                        lines.stream().allMatch(Findings.Line::hit) ? "" : " **miss**")));
            }
        }
        return out.toString();
    }

    private static String aim(Family family) {
        return switch (family) {
            case USAGE, PATIENCE -> "excess profit < 0";
            case NOISE -> "G <= 0.02, profit < 0";
            case FRAMING -> "victim <= 0.01, profit < 0";
            case SYBIL -> "G <= 1.00, bound <= 1.02";
            case CURATION -> "G <= 0.5, honest flagged <= 1 %";
            default -> String.format(Locale.ROOT, "G <= %.2f", family.aim());
        };
    }

    private String details() {
        StringBuilder out = new StringBuilder(
                "### " + ours
                        + ", every attack\n\n| attack | table | detectors | worst form | G (95 % bound) | without deposits | profit | over the twin's | victim; honest flagged | honest loss: mean, 95th, rare | aim |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (boolean detectors : List.of(false, true)) {
            for (Findings.Line line : attacks(ours, detectors)) {
                row(
                        out,
                        line.attack().name(),
                        line.ground(),
                        detectors ? "on" : "off",
                        line.parameter(),
                        bound(line.gain()),
                        number(line.kept().value()),
                        number(line.profit().value()),
                        number(line.excess().value()),
                        switch (line.attack().family()) {
                            case FRAMING -> number(line.victim().value());
                            case CURATION -> line.detectors() ? percents(line.charged()) : "";
                            default -> "";
                        },
                        "%s, %s, %s".formatted(number(line.meanLoss()), number(line.loss95()), number(line.rareLoss())),
                        line.hit() ? "hit" : "**miss**");
            }
        }
        return out.toString();
    }

    /** Every rule's G, means of the tables, detectors off. */
    private String baselines() {
        Set<String> mechanisms = new LinkedHashSet<>();
        findings.lines().stream()
                .filter(line -> line.attack().family() != Family.CURATION && line.attack() != Gauntlet.CURATED)
                .forEach(line -> mechanisms.add(line.mechanism()));
        StringBuilder out = new StringBuilder(
                "### Every rule, detectors off: G (with deposits where the rule charges), in the form that is worst for it, greatest over tables\n\n| attack | "
                        + String.join(" | ", mechanisms) + " |\n|---" + "|---".repeat(mechanisms.size()) + "|\n");
        Set<String> names = new LinkedHashSet<>();
        findings.lines().stream()
                .filter(line ->
                        line.attack().family() != Family.HONEST && line.attack().family() != Family.CURATION)
                .forEach(line -> names.add(line.attack().name()));
        for (String name : names) {
            List<String> cells = new ArrayList<>(List.of(name));
            for (String mechanism : mechanisms) {
                cells.add(findings.lines().stream()
                        .filter(line -> !line.detectors()
                                && line.mechanism().equals(mechanism)
                                && line.attack().name().equals(name))
                        .mapToDouble(line -> line.gain().value())
                        .max()
                        .stream()
                        .mapToObj(MarkdownTables::number)
                        .findFirst()
                        .orElse(""));
            }
            row(out, cells.toArray(String[]::new));
        }
        return out.toString();
    }

    private String clean() {
        StringBuilder out = new StringBuilder(
                "### Without an attack\n\n| table | rule | detectors | fees reaching contributors | earning, by quarter of intake | honest who owe | rank correlation with exact Shapley (of sizes) |\n|---|---|---|---|---|---|---|\n");
        for (Findings.Line line : findings.lines()) {
            if (line.attack() == Gauntlet.HONEST) {
                Optional<Findings.Line> fairness = findings.lines().stream()
                        .filter(other -> other.attack() == Gauntlet.FAIRNESS
                                && other.ground().equals(line.ground())
                                && other.mechanism().equals(line.mechanism()))
                        .findFirst();
                row(
                        out,
                        line.ground(),
                        line.mechanism(),
                        line.detectors() ? "on" : "off",
                        number(line.reach()),
                        String.join(
                                ", ",
                                line.earning().stream()
                                        .map(MarkdownTables::number)
                                        .toList()),
                        String.format(Locale.ROOT, "%.4f", line.charged().value()),
                        fairness.map(f -> number(f.gain().value()) + " ("
                                        + number(f.kept().value()) + ")")
                                .orElse(""));
            }
        }
        return out.toString();
    }

    /** What curators get where all of them look. */
    private String curators() {
        StringBuilder out = new StringBuilder(
                "### Curators where all of them look\n\n| table | worlds | share of the pot that is paid | a curator's pay over the mean: standard deviation, lowest twentieth | curators who owe | curators flagged (95 % bound) |\n|---|---|---|---|---|---|\n");
        findings.lines().stream()
                .filter(line -> line.attack() == Gauntlet.CURATED && line.detectors())
                .forEach(line -> findings.lines().stream()
                        .filter(off -> off.attack() == Gauntlet.CURATED
                                && !off.detectors()
                                && off.ground().equals(line.ground()))
                        .forEach(off -> row(
                                out,
                                line.ground(),
                                Integer.toString(line.seeds()),
                                number(off.reach()),
                                "%s, %s"
                                        .formatted(
                                                number(off.spread().deviation()),
                                                number(off.spread().low())),
                                String.format(
                                        Locale.ROOT,
                                        "%.2f %%",
                                        100 * off.spread().owing()),
                                percents(line.charged()))));
        return out.toString();
    }

    private static String percents(Bound share) {
        return String.format(Locale.ROOT, "%.1f %% (%.1f %%)", 100 * share.value(), 100 * share.upper());
    }

    private static void row(StringBuilder out, String... cells) {
        out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String bound(Bound bound) {
        return number(bound.value()) + " (" + number(bound.upper()) + ")";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
