package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.datanet.curation.RoundTerms;
import org.datanet.hook.epochs.FolderAccount;
import org.datanet.io.Policies;
import org.datanet.quality.HealthMeasure;
import org.datanet.quality.HealthPolicy;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.reward.RewardPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Policy files. */
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        description = "Writes, checks or explains a policy file.",
        subcommands = {PolicyCommand.Init.class, PolicyCommand.Check.class, PolicyCommand.Explain.class})
final class PolicyCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do: init, check or explain");
    }

    /** Writes the defaults. */
    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description = "Writes a policy that states and explains every default.")
    static final class Init implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Parameters(paramLabel = "F.yaml", description = "a new file", defaultValue = "policy.yaml")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Override
        public Integer call() throws IOException {
            Policies.writeDefaults(file, FolderAccount.detectorDefaults());
            PrintWriter out = spec.commandLine().getOut();
            out.printf("The defaults are in %s. Change what you like, then: datanet policy check %s%n", file, file);
            out.flush();
            return Main.OK;
        }
    }

    /** Checks a file. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Checks a policy; an unknown key is refused with the nearest known one.")
    static final class Check implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Parameters(paramLabel = "F.yaml", description = "the policy")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Override
        public Integer call() {
            Policies policies = Policies.read(file, FolderAccount.detectorDefaults());
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    Locale.ROOT,
                    "%s is right: mode %s, %.1f %% of fees to contributors in %s; digest %s%n",
                    file,
                    policies.quality().mode().name().toLowerCase(Locale.ROOT),
                    policies.reward().contributorShare() / 1e4,
                    policies.reward().currency(),
                    policies.quality().digest());
            out.flush();
            return Main.OK;
        }
    }

    /** Says what a file comes to. */
    @Command(
            name = "explain",
            mixinStandardHelpOptions = true,
            description =
                    "Says in sentences what a policy does to whom, detector by detector, and what differs from the defaults.")
    static final class Explain implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Parameters(paramLabel = "F.yaml", description = "the policy; the defaults when left out", arity = "0..1")
        private @Nullable Path file;

        @Override
        public Integer call() {
            Map<String, DetectorPolicy> defaults = FolderAccount.detectorDefaults();
            Policies policies = file == null ? Policies.defaults() : Policies.read(file, defaults);
            QualityPolicy quality = policies.quality();
            PrintWriter out = spec.commandLine().getOut();
            out.println(
                    quality.mode() == QualityPolicy.Mode.OBSERVE
                            ? "Findings inform only: every sample keeps weight 1."
                            : "Findings lower weights. If a detector fails, there are no weights, unless its option tolerate-failure is 1.");
            out.printf("Random choices and thresholds follow seed %d.%n", quality.seed());
            out.println(trusted(quality));
            if (!quality.licencesAllowed().isEmpty()) {
                out.printf("Accepted licences: %s.%n", joined(quality.licencesAllowed()));
            }
            if (!quality.licencesDenied().isEmpty()) {
                out.printf("Refused licences: %s.%n", joined(quality.licencesDenied()));
            }
            if (!quality.appeals().isEmpty()) {
                out.printf(
                        "%d decided appeals override findings.%n",
                        quality.appeals().size());
            }
            defaults.forEach((name, own) ->
                    out.println(detector(name, quality.detectors().getOrDefault(name, own), own)));
            health(out, quality.health());
            out.println(pay(policies.reward()));
            out.println(rounds(policies.curation()));
            out.flush();
            return Main.OK;
        }

        private static String pay(RewardPolicy reward) {
            StringBuilder line = new StringBuilder("Of a fee, %s %% are for contributors and %s %% for curators, in %s."
                    .formatted(percent(reward.contributorShare()), percent(reward.curatorShare()), reward.currency()));
            if (reward.minimumValue() > 0) {
                line.append(" Receipts whose rows are worth less than ")
                        .append(reward.minimumValue())
                        .append(" billionths of a nat pay proportionally less.");
            }
            line.append(
                    reward.halfLife() == 0
                            ? " Rows do not age."
                            : " A row counts half %d epochs after it was last attested.".formatted(reward.halfLife()));
            if (reward.inRunDiscount() > 0) {
                line.append(" In a receipt that measured that a row harmed, it loses %s %% of its credit."
                        .formatted(percent(reward.inRunDiscount())));
            }
            return line.append(
                            reward.defaultFee().signum() == 0
                                    ? " Runs pay the fee that they state."
                                    : " A completed run that states no fee pays %s.".formatted(reward.defaultFee()))
                    .toString();
        }

        private static String rounds(RoundTerms terms) {
            return "In a round of sealed verdicts %d curators judge each sample and %s %% of the samples are audited; an error that a colleague makes, too, costs up to %d verdicts more, silence as much as an error%s."
                    .formatted(
                            terms.perSample(),
                            percent(terms.auditShare()),
                            terms.sharedError(),
                            terms.unanswered() == 1 ? "" : " and %d verdicts".formatted(terms.unanswered() - 1));
        }

        private static String percent(int millionths) {
            return number(millionths / 1e4);
        }

        private static void health(PrintWriter out, HealthPolicy health) {
            out.printf(
                    "Of the Datanet's health the guard warns, and lowers no weight for it; the last %d epochs are recent.%n",
                    health.recentEpochs());
            for (HealthMeasure measure : HealthMeasure.values()) {
                double threshold = health.threshold(measure);
                boolean least = measure.side() == HealthMeasure.Side.LEAST;
                out.printf(
                        "%s: %s (%s).%s%n",
                        measure.key(),
                        threshold == (least ? 0 : 1)
                                ? "never warns"
                                : "warns %s %s".formatted(least ? "below" : "above", number(threshold)),
                        measure.meaning(),
                        threshold == measure.standard()
                                ? ""
                                : " (Differs; the default is %s.)".formatted(number(measure.standard())));
            }
        }

        private static String trusted(QualityPolicy quality) {
            return quality.trustedSamples().isEmpty()
                            && quality.trustedContributors().isEmpty()
                    ? "Nobody is vouched for: what is usual is learnt from all samples."
                    : "%d samples and %d contributors are vouched for: they are never flagged, and what is usual is learnt from them."
                            .formatted(
                                    quality.trustedSamples().size(),
                                    quality.trustedContributors().size());
        }

        private static String detector(String name, DetectorPolicy policy, DetectorPolicy own) {
            StringBuilder line = new StringBuilder(name).append(": ");
            if (!policy.enabled()) {
                return line.append("does not run.")
                        .append(own.enabled() ? " (Differs: it runs by default.)" : "")
                        .toString();
            }
            line.append(String.format(
                    Locale.ROOT,
                    "at most %s %% of honest subjects flagged; %s.",
                    number(100 * policy.rate()),
                    policy.floor() == 1
                            ? "informs, and lowers no weight"
                            : policy.floor() == policy.ceiling()
                                    ? "a flagged sample keeps " + number(policy.floor()) + " of its weight"
                                    : "a flagged sample keeps " + number(policy.ceiling())
                                            + " of its weight when only just flagged and " + number(policy.floor())
                                            + " when certain"));
            Map<String, Object> options = new TreeMap<>(own.options());
            options.putAll(policy.options());
            options.forEach((key, value) ->
                    line.append(' ').append(key).append(' ').append(text(value)).append('.'));
            List<String> differs = new ArrayList<>();
            if (policy.rate() != own.rate()) {
                differs.add("rate " + number(own.rate()));
            }
            if (policy.floor() != own.floor()) {
                differs.add("floor " + number(own.floor()));
            }
            if (policy.ceiling() != own.ceiling()) {
                differs.add("ceiling " + number(own.ceiling()));
            }
            options.forEach((key, value) -> {
                String usual = text(own.options().get(key));
                if (!text(value).equals(usual)) {
                    differs.add(key + " " + usual);
                }
            });
            if (!differs.isEmpty()) {
                line.append(" (Differs; the default has ")
                        .append(String.join(", ", differs))
                        .append(".)");
            }
            return line.toString();
        }

        /** A file's 5.0 is the default's 5. */
        private static String text(@Nullable Object option) {
            if (option == null || option.equals("")) {
                return "unset";
            }
            return option instanceof Number number ? number(number.doubleValue()) : option.toString();
        }

        private static String number(double value) {
            return java.math.BigDecimal.valueOf(value)
                    .round(new java.math.MathContext(6))
                    .stripTrailingZeros()
                    .toPlainString();
        }

        private static String joined(Set<String> names) {
            return String.join(", ", new TreeSet<>(names));
        }
    }
}
