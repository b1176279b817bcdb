package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Assignment;
import org.datanet.curation.Audit;
import org.datanet.curation.Curation;
import org.datanet.curation.CurationTables;
import org.datanet.curation.CuratorId;
import org.datanet.curation.Opening;
import org.datanet.curation.RoundStep;
import org.datanet.curation.RoundTerms;
import org.datanet.curation.SealedVerdict;
import org.datanet.curation.Verdict;
import org.datanet.hook.epochs.FolderAccount;
import org.datanet.io.CurationFiles;
import org.datanet.io.DatanetReader;
import org.datanet.io.Intake;
import org.datanet.io.Reports;
import org.datanet.reward.CuratorReport;
import org.datanet.reward.RewardReport;
import org.datanet.rewards.upkeep.CurationRound;
import org.datanet.rewards.upkeep.VerdictRounds;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Rounds of sealed verdicts. */
@Command(
        name = "round",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a round of sealed verdicts, which is what curators are paid for.",
            "open draws who judges what; curators seal; next ends the sealing and draws what is audited; curators show; the owner "
                    + "audits; next closes the round; pay pays it."
        },
        subcommands = {
            RoundCommand.Open.class,
            RoundCommand.Work.class,
            RoundCommand.Seal.class,
            RoundCommand.Next.class,
            RoundCommand.Show.class,
            RoundCommand.AuditSamples.class,
            RoundCommand.Pay.class,
            RoundCommand.Status.class
        })
final class RoundCommand implements Runnable {
    private static final double MILLION = 1e6;
    private static final int SALT_BYTES = 16;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "say what to do: open, work, seal, next, show, audit, pay or status");
    }

    /** What every subcommand has. */
    private abstract static class OfRound extends PrintingCommand {
        @Mixin
        final DatanetOperand datanet = new DatanetOperand();

        /** The latest round must be in a phase. */
        static RoundStep require(VerdictRounds rounds, RoundStep.Phase phase, String why) {
            RoundStep step = rounds.step(rounds.latest());
            if (step.phase() != phase) {
                throw new IllegalArgumentException(
                        "round %d is %s; %s".formatted(step.round(), VerdictRounds.name(step.phase()), why));
            }
            return step;
        }

        final VerdictRounds rounds() {
            return new VerdictRounds(CurationFiles.read(DatanetReader.open(datanet.folder())));
        }
    }

    /** Draws assignments. */
    @Command(
            name = "open",
            mixinStandardHelpOptions = true,
            description = "Begins a round: draws for each sample that nobody has judged who is to judge it.")
    static final class Open extends OfRound {
        @Option(
                names = "--curators",
                required = true,
                split = ",",
                hideParamSyntax = true,
                paramLabel = "a,b",
                description = "who judges")
        private List<String> curators = new ArrayList<>();

        @Option(
                names = "--per-sample",
                paramLabel = "N",
                description = "curators a sample; the fewer, the less accomplices meet (default: the policy's)")
        private @Nullable Integer perSample;

        @Option(names = "--epoch", paramLabel = "N", description = "only samples of this epoch (default: all)")
        private int epoch = -1;

        @Option(
                names = "--audit-share",
                paramLabel = "X",
                description = "share of the samples that will be audited (default: the policy's)")
        private @Nullable Double auditShare;

        @Option(
                names = "--shared-error",
                paramLabel = "N",
                description = "what an error costs that a colleague made, too, in errors (default: the policy's)")
        private @Nullable Integer sharedError;

        @Option(
                names = "--unanswered",
                paramLabel = "N",
                description = "what silence costs, in errors (default: the policy's)")
        private @Nullable Integer unanswered;

        private RoundTerms terms() {
            RoundTerms policy = FolderAccount.policy(datanet.folder()).curation();
            return new RoundTerms(
                    perSample == null ? policy.perSample() : perSample,
                    sharedError == null ? policy.sharedError() : sharedError,
                    unanswered == null ? policy.unanswered() : unanswered,
                    auditShare == null ? policy.auditShare() : (int) Math.round(auditShare * MILLION));
        }

        @Override
        void run(PrintWriter out) throws IOException {
            try (Intake intake = Intake.open(datanet.folder(), Clock.systemUTC())) {
                VerdictRounds rounds = rounds();
                int round = rounds.latest() + 1;
                if (round > 0) {
                    require(rounds, RoundStep.Phase.CLOSED, "close it before another begins");
                }
                Datanet samples = DatanetReader.open(datanet.folder()).read();
                RoundTerms terms = terms();
                RoundStep step = new RoundStep(
                        round, RoundStep.Phase.SEALING, new SecureRandom().nextLong(), terms, Instant.now());
                List<Assignment> drawn = CurationRound.draw(
                        round,
                        step.seed(),
                        rounds.unjudged(samples, epoch),
                        curators.stream().map(CuratorId::new).toList(),
                        terms.perSample());
                if (drawn.isEmpty()) {
                    throw new IllegalArgumentException("every sample has been judged or assigned already");
                }
                intake.append(CurationTables.none().steps(List.of(step)).assignments(drawn));
                out.printf(
                        "Round %d takes seals: %d samples, %d curators each.%n",
                        round, drawn.size() / terms.perSample(), terms.perSample());
            }
        }
    }

    /** Lists a curator's samples. */
    @Command(
            name = "work",
            mixinStandardHelpOptions = true,
            description = "Lists the samples that a curator is to judge.")
    static final class Work extends OfRound {
        @Option(names = "--as", required = true, paramLabel = "ID", description = "the curator")
        @SuppressWarnings("NullAway.Init")
        private String who;

        @Override
        void run(PrintWriter out) {
            VerdictRounds rounds = rounds();
            RoundStep step = rounds.step(rounds.latest());
            List<Assignment> own = rounds.assignments(step.round()).stream()
                    .filter(a -> a.curator().value().equals(who))
                    .toList();
            if (own.isEmpty()) {
                throw new IllegalArgumentException("%s has no assignment in round %d".formatted(who, step.round()));
            }
            own.forEach(a -> out.println(a.sample()));
        }
    }

    /** Seals verdicts. */
    @Command(
            name = "seal",
            mixinStandardHelpOptions = true,
            description = "Takes a curator's verdicts in as seals, which show nothing. All or none.")
    static final class Seal extends OfRound {
        @Option(names = "--as", required = true, paramLabel = "ID", description = "the curator")
        @SuppressWarnings("NullAway.Init")
        private String who;

        @Option(
                names = "--file",
                required = true,
                paramLabel = "VERDICTS",
                description = "sample,verdict (.csv or .jsonl); stays with the curator")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Option(
                names = "--salts",
                paramLabel = "FILE",
                description = "where the secrets are written that open the seals (default: VERDICTS.salts.csv)")
        private @Nullable Path salts;

        @Override
        void run(PrintWriter out) throws IOException {
            Map<SampleId, Verdict> verdicts = CurationFiles.verdicts(file);
            CuratorId curator = new CuratorId(who);
            SecureRandom random = new SecureRandom();
            try (Intake intake = Intake.open(datanet.folder(), Clock.systemUTC())) {
                VerdictRounds rounds = rounds();
                int number = require(rounds, RoundStep.Phase.SEALING, "a seal that comes now is too late")
                        .round();
                CurationRound round = rounds.replay(number);
                List<SealedVerdict> seals = new ArrayList<>();
                Map<SampleId, String> secrets = new LinkedHashMap<>();
                verdicts.forEach((sample, verdict) -> {
                    byte[] salt = new byte[SALT_BYTES];
                    random.nextBytes(salt);
                    SealedVerdict sealed = new SealedVerdict(
                            number,
                            sample,
                            curator,
                            SealedVerdict.digest(number, sample, curator, verdict, salt),
                            Instant.now());
                    round.seal(sealed);
                    seals.add(sealed);
                    secrets.put(sample, HexFormat.of().formatHex(salt));
                });
                Path target = salts(file, salts);
                // First the salts: a seal whose salt is lost in a crash would count as silence.
                CurationFiles.writeSalts(target, secrets);
                intake.append(CurationTables.none().seals(seals));
                long all = rounds.assignments(number).stream()
                        .filter(a -> a.curator().equals(curator))
                        .count();
                out.printf(
                        "%d verdicts of %s are sealed, of %d assigned. Keep %s and %s: without them the seals stay closed, which counts as silence.%n",
                        seals.size(), who, all, file, target);
            }
        }
    }

    private static Path salts(Path verdicts, @Nullable Path salts) {
        return salts != null ? salts : verdicts.resolveSibling(verdicts.getFileName() + ".salts.csv");
    }

    /** Ends a phase. */
    @Command(
            name = "next",
            mixinStandardHelpOptions = true,
            description =
                    "Ends the sealing (seals are then opened, and what is audited is drawn), or closes the round.")
    static final class Next extends OfRound {
        @Override
        void run(PrintWriter out) throws IOException {
            try (Intake intake = Intake.open(datanet.folder(), Clock.systemUTC())) {
                VerdictRounds rounds = rounds();
                RoundStep step = rounds.step(rounds.latest());
                RoundStep next = switch (step.phase()) {
                    case SEALING -> step.next(RoundStep.Phase.OPENING, new SecureRandom().nextLong(), Instant.now());
                    case OPENING -> {
                        rounds.requireAudited(step.round());
                        yield step.next(RoundStep.Phase.CLOSED, 0, Instant.now());
                    }
                    case CLOSED ->
                        throw new IllegalArgumentException(
                                "round %d is closed; \"datanet round open\" begins another".formatted(step.round()));
                };
                intake.append(CurationTables.none().steps(List.of(next)));
                status(rounds(), next.round(), out);
            }
        }
    }

    /** Opens seals. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description =
                    "Opens a curator's seals, all that stand in the file or none, once the owner has audited what was drawn.")
    static final class Show extends OfRound {
        @Option(names = "--as", required = true, paramLabel = "ID", description = "the curator")
        @SuppressWarnings("NullAway.Init")
        private String who;

        @Option(names = "--file", required = true, paramLabel = "VERDICTS", description = "the file that was sealed")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Option(
                names = "--salts",
                paramLabel = "FILE",
                description = "the file that sealing wrote (default: VERDICTS.salts.csv)")
        private @Nullable Path salts;

        @Override
        void run(PrintWriter out) throws IOException {
            Map<SampleId, Verdict> verdicts = CurationFiles.verdicts(file);
            Path secretFile = salts(file, salts);
            Map<SampleId, String> secrets = CurationFiles.salts(secretFile);
            CuratorId curator = new CuratorId(who);
            try (Intake intake = Intake.open(datanet.folder(), Clock.systemUTC())) {
                VerdictRounds rounds = rounds();
                int number = require(
                                rounds, RoundStep.Phase.OPENING, "verdicts are shown between the sealing and the close")
                        .round();
                rounds.requireAudited(number);
                CurationRound round = rounds.replay(number);
                List<Opening> openings = new ArrayList<>();
                List<Curation> shown = new ArrayList<>();
                verdicts.forEach((sample, verdict) -> {
                    String salt = secrets.get(sample);
                    if (salt == null) {
                        throw new IllegalArgumentException(
                                "%s has no salt for sample %s; name the file that sealing wrote with --salts"
                                        .formatted(secretFile, sample));
                    }
                    Opening opening = new Opening(number, sample, curator, salt);
                    shown.add(round.open(curator, sample, verdict, opening.saltBytes(), Instant.now()));
                    openings.add(opening);
                });
                intake.append(CurationTables.none().opened(openings, shown));
                out.printf("%d verdicts of %s are shown.%n", shown.size(), who);
            }
        }
    }

    /** Takes audits in. */
    @Command(
            name = "audit",
            mixinStandardHelpOptions = true,
            description = {
                "Takes in what the owner found on samples that were drawn for audit (\"datanet round status\" lists them).",
                "No verdict is shown before that; the difficulty, 1 to 10, is what a verdict on the sample counts."
            })
    static final class AuditSamples extends OfRound {
        @Option(
                names = "--file",
                required = true,
                paramLabel = "AUDITS",
                description = "sample,truth,difficulty (.csv or .jsonl); truth is approve or reject")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Override
        void run(PrintWriter out) throws IOException {
            List<Audit> audits = CurationFiles.audits(file, Instant.now());
            try (Intake intake = Intake.open(datanet.folder(), Clock.systemUTC())) {
                VerdictRounds rounds = rounds();
                int round = rounds.step(rounds.latest()).round();
                rounds.checkAudits(round, audits);
                intake.append(CurationTables.none().audits(audits));
                out.printf(
                        "%d audits are taken in; %d are missing.%n",
                        audits.size(), rounds().missingAudits(round).size());
            }
        }
    }

    /** Pays a round. */
    @Command(
            name = "pay",
            mixinStandardHelpOptions = true,
            description = {
                "Divides a pot over the curators of a closed round, by the audits.",
                "\"datanet verify --recompute DATANET curators.json\" computes it again."
            })
    static final class Pay extends OfRound {
        @Option(names = "--round", paramLabel = "N", description = "the round (default: the latest)")
        private int round = -1;

        @ArgGroup(exclusive = true, multiplicity = "1")
        private Pot pot = new Pot();

        @Option(names = "--out", required = true, paramLabel = "F.json", description = "where the report is written")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Mixin
        private final PolicyOptions policies = new PolicyOptions();

        /** One of the two. */
        static final class Pot {
            @Option(names = "--pot", paramLabel = "N", description = "base units to divide")
            private @Nullable BigInteger units;

            @Option(
                    names = "--report",
                    paramLabel = "rewards.json",
                    description = "divide what this reward report sets aside for curators")
            private @Nullable Path report;
        }

        @Override
        void run(PrintWriter out) throws IOException {
            VerdictRounds rounds = rounds();
            Datanet samples = DatanetReader.open(datanet.folder()).read();
            CuratorReport report = rounds.pay(
                    round < 0 ? rounds.latest() : round,
                    samples,
                    policies.policy(datanet.folder()).reward().currency(),
                    pot.units != null ? pot.units : curatorsLine(pot.report));
            Reports.CURATORS.write(report, file);
            TextTable table =
                    new TextTable("curator", "audited", "right", "silent", "shared errors", report.currency());
            report.lines()
                    .forEach(line -> table.row(
                            line.curator().value(),
                            Integer.toString(line.audited()),
                            Integer.toString(line.right()),
                            Integer.toString(line.unanswered()),
                            Integer.toString(line.sharedErrors()),
                            line.net().toString()));
            out.print(table.render());
            out.printf("%s of %s %s are left. Written to %s%n", report.left(), report.pot(), report.currency(), file);
        }

        private static BigInteger curatorsLine(@Nullable Path rewards) {
            if (rewards == null) {
                throw new IllegalArgumentException("name a pot with --pot or --report");
            }
            return Reports.REWARDS.read(rewards).treasury().stream()
                    .filter(line -> line.name().equals("curators"))
                    .map(RewardReport.TreasuryLine::amount)
                    .findFirst()
                    .orElse(BigInteger.ZERO);
        }
    }

    /** Shows the latest round. */
    @Command(name = "status", mixinStandardHelpOptions = true, description = "Says what the latest round waits for.")
    static final class Status extends OfRound {
        @Override
        void run(PrintWriter out) {
            VerdictRounds rounds = rounds();
            status(rounds, rounds.latest(), out);
        }
    }

    private static void status(VerdictRounds rounds, int round, PrintWriter out) {
        RoundStep step = rounds.step(round);
        CurationRound replayed = rounds.replay(round);
        out.printf(
                "Round %d is %s: %d assignments, %d verdicts shown.%n",
                round,
                VerdictRounds.name(step.phase()),
                rounds.assignments(round).size(),
                replayed.opened().size());
        List<SampleId> missing = rounds.missingAudits(round);
        if (!missing.isEmpty()) {
            out.printf("%d samples wait for their audit:%n", missing.size());
            missing.forEach(out::println);
        }
    }
}
