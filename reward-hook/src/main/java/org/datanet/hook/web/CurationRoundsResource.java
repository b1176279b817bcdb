package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Assignment;
import org.datanet.curation.Audit;
import org.datanet.curation.Curation;
import org.datanet.curation.CurationTables;
import org.datanet.curation.CuratorId;
import org.datanet.curation.RoundStep;
import org.datanet.curation.RoundStep.Phase;
import org.datanet.curation.SealedVerdict;
import org.datanet.hook.HookSettings;
import org.datanet.hook.epochs.FolderAccount;
import org.datanet.hook.intake.IntakeDesk;
import org.datanet.hook.store.AuditLog;
import org.datanet.hook.store.Database;
import org.datanet.io.CurationFiles;
import org.datanet.proof.Digest;
import org.datanet.proof.Ids;
import org.datanet.rest.CurationRounds;
import org.datanet.rest.Curations;
import org.datanet.rest.Role;
import org.datanet.rewards.upkeep.CurationRound;
import org.datanet.rewards.upkeep.VerdictRounds;
import org.jspecify.annotations.Nullable;

/** Runs rounds of sealed verdicts in the folders that are served, by the rules of {@link CurationRound}. */
@HookPart
@Path(CurationRounds.PATH)
public class CurationRoundsResource implements CurationRounds {
    private static final SecureRandom RANDOM = new SecureRandom();

    @Inject
    private IntakeDesk desk;

    @Inject
    private HookSettings settings;

    @Inject
    private Database database;

    @Inject
    private AuditLog log;

    @Context
    private @Nullable SecurityContext caller;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public CurationRoundsResource() {}

    private Served served() {
        return new Served(desk);
    }

    private Instant now() {
        Clock clock = settings.clock();
        return Instant.ofEpochMilli(clock.millis());
    }

    @Override
    public Response open(String datanetText, byte[] body) {
        DatanetId datanet = served().datanet(datanetText);
        Beginning request = Requests.read(body, Beginning.class);
        return served().at(datanet, (intake, reader) -> {
            VerdictRounds rounds = new VerdictRounds(CurationFiles.read(reader));
            int latest = rounds.latest();
            if (latest >= 0 && rounds.step(latest).phase() != Phase.CLOSED) {
                throw ProblemException.conflict("round %d is %s: close it before another begins"
                        .formatted(
                                latest, VerdictRounds.name(rounds.step(latest).phase())));
            }
            Datanet samples = desk.read(datanet);
            List<Assignment> drawn = new ArrayList<>();
            RoundStep step = allowed(() -> {
                // Drawn when the curators are known, so that no name can be sought that judges a friend's rows.
                RoundStep first = new RoundStep(
                        latest + 1,
                        Phase.SEALING,
                        RANDOM.nextLong(),
                        FolderAccount.policy(desk.folder(datanet)).curation(),
                        now());
                drawn.addAll(CurationRound.draw(
                        first.round(),
                        first.seed(),
                        rounds.unjudged(samples, request.epoch().orElse(-1)),
                        request.curators(),
                        first.terms().perSample()));
                return first;
            });
            if (drawn.isEmpty()) {
                throw ProblemException.conflict("every sample has been judged or assigned already");
            }
            intake.append(CurationTables.none().steps(List.of(step)).assignments(drawn));
            note("open round", datanet, step);
            return Response.status(201)
                    .entity(round(new VerdictRounds(CurationFiles.read(reader)), step.round()))
                    .build();
        });
    }

    @Override
    public Round latest(String datanetText) {
        DatanetId datanet = served().datanet(datanetText);
        return served().at(datanet, (intake, reader) -> {
            VerdictRounds rounds = new VerdictRounds(CurationFiles.read(reader));
            if (rounds.latest() < 0) {
                throw ProblemException.notFound("Datanet %s has had no round of sealed verdicts".formatted(datanet));
            }
            return round(rounds, rounds.latest());
        });
    }

    @Override
    public Round step(String datanetText, int number, byte[] body) {
        DatanetId datanet = served().datanet(datanetText);
        Phase wanted = Requests.read(body, Step.class).phase();
        return served().at(datanet, (intake, reader) -> {
            VerdictRounds rounds = new VerdictRounds(CurationFiles.read(reader));
            RoundStep step = known(rounds, number);
            if (step.phase() != wanted) {
                if (wanted.ordinal() != step.phase().ordinal() + 1) {
                    throw ProblemException.conflict("round %d is %s, after which %s does not begin"
                            .formatted(number, VerdictRounds.name(step.phase()), VerdictRounds.name(wanted)));
                }
                if (wanted == Phase.CLOSED) {
                    requireAudited(rounds, number);
                }
                // What is audited is drawn once no verdict can change any more.
                long seed = wanted == Phase.OPENING ? RANDOM.nextLong() : 0;
                RoundStep next = step.next(wanted, seed, now());
                intake.append(CurationTables.none().steps(List.of(next)));
                note("step round", datanet, next);
            }
            return round(new VerdictRounds(CurationFiles.read(reader)), number);
        });
    }

    @Override
    public Curations.Page work(String datanetText, int number, String asked) {
        DatanetId datanet = served().datanet(datanetText);
        String whose = Served.whose(caller, Role.CURATOR, asked);
        try {
            Ids.check("curator", whose);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badParameter("curator", String.valueOf(e.getMessage()));
        }
        CuratorId curator = new CuratorId(whose);
        return served().at(datanet, (intake, reader) -> {
            VerdictRounds rounds = new VerdictRounds(CurationFiles.read(reader));
            known(rounds, number);
            Set<SampleId> sealed = new HashSet<>(rounds.seals(number, curator).keySet());
            Instant began = rounds.begun(number).at();
            return new Curations.Page(
                    curator,
                    Tasks.of(
                            desk.read(datanet),
                            rounds.assignments(number).stream()
                                    .filter(a -> a.curator().equals(curator) && !sealed.contains(a.sample()))
                                    .map(a -> new Tasks.Drawn(a.sample(), began))
                                    .toList()));
        });
    }

    @Override
    public Response seal(String datanetText, int number, byte[] body) {
        DatanetId datanet = served().datanet(datanetText);
        Seals request = Requests.read(body, Seals.class);
        CuratorId curator = request.curator();
        Served.onlyFor(caller, Role.CURATOR, curator.value());
        return served().at(datanet, (intake, reader) -> {
            VerdictRounds rounds = new VerdictRounds(CurationFiles.read(reader));
            RoundStep step = known(rounds, number);
            Map<SampleId, Digest> earlier = rounds.seals(number, curator);
            List<SealedVerdict> fresh = new ArrayList<>();
            CurationRound round = rounds.replay(number);
            for (Seal seal : request.seals()) {
                Digest stands = earlier.putIfAbsent(seal.sample(), seal.seal());
                if (stands == null) {
                    requirePhase(step, Phase.SEALING, "others are shown already");
                    SealedVerdict sealed = new SealedVerdict(number, seal.sample(), curator, seal.seal(), now());
                    allowed(() -> {
                        round.seal(sealed);
                        return sealed;
                    });
                    fresh.add(sealed);
                } else if (!stands.equals(seal.seal())) {
                    throw ProblemException.conflict(
                            "%s has sealed another verdict on sample %s".formatted(curator, seal.sample()));
                }
            }
            intake.append(CurationTables.none().seals(fresh));
            return taken(new Taken(number, curator, fresh.size(), List.of()));
        });
    }

    @Override
    public Unaudited unaudited(String datanetText, int number) {
        DatanetId datanet = served().datanet(datanetText);
        return served().at(datanet, (intake, reader) -> {
            VerdictRounds rounds = new VerdictRounds(CurationFiles.read(reader));
            known(rounds, number);
            return new Unaudited(number, rounds.missingAudits(number));
        });
    }

    @Override
    public Response audit(String datanetText, int number, byte[] body) {
        DatanetId datanet = served().datanet(datanetText);
        Audits request = Requests.read(body, Audits.class);
        return served().at(datanet, (intake, reader) -> {
            CurationTables tables = CurationFiles.read(reader);
            VerdictRounds rounds = new VerdictRounds(tables);
            RoundStep step = known(rounds, number);
            Map<SampleId, Audit> earlier = new HashMap<>();
            tables.audits().forEach(known -> earlier.put(known.sample(), known));
            List<Audit> fresh = new ArrayList<>();
            for (Audited found : request.audits()) {
                Audit made = allowed(() -> new Audit(found.sample(), found.truth(), found.difficulty(), now()));
                Audit stands = earlier.putIfAbsent(found.sample(), made);
                if (stands == null) {
                    fresh.add(made);
                } else if (stands.truth() != found.truth() || stands.difficulty() != found.difficulty()) {
                    throw ProblemException.conflict("sample %s has another audit already".formatted(found.sample()));
                }
            }
            if (!fresh.isEmpty()) {
                requirePhase(step, Phase.OPENING, "audits are taken in between the sealing and the showing");
                allowed(() -> {
                    rounds.checkAudits(number, fresh);
                    return step;
                });
                intake.append(CurationTables.none().audits(fresh));
            }
            return Response.status(fresh.isEmpty() ? 200 : 201)
                    .entity(new Unaudited(number, new VerdictRounds(CurationFiles.read(reader)).missingAudits(number)))
                    .build();
        });
    }

    @Override
    public Response show(String datanetText, int number, byte[] body) {
        DatanetId datanet = served().datanet(datanetText);
        Openings request = Requests.read(body, Openings.class);
        CuratorId curator = request.curator();
        Served.onlyFor(caller, Role.CURATOR, curator.value());
        return served().at(datanet, (intake, reader) -> {
            VerdictRounds rounds = new VerdictRounds(CurationFiles.read(reader));
            RoundStep step = known(rounds, number);
            CurationRound round = rounds.replay(number);
            Map<SampleId, Curation> earlier = new HashMap<>();
            round.opened().stream()
                    .filter(curation -> curation.curator().equals(curator))
                    .forEach(curation -> earlier.put(curation.sample(), curation));
            List<org.datanet.curation.Opening> openings = new ArrayList<>();
            List<Curation> fresh = new ArrayList<>();
            List<Curation> all = new ArrayList<>();
            for (Opening opening : request.openings()) {
                Curation known = earlier.get(opening.sample());
                if (known != null && known.verdict() == opening.verdict()) {
                    all.add(known);
                    continue;
                }
                requirePhase(step, Phase.OPENING, "verdicts are shown between the sealing and the close");
                requireAudited(rounds, number);
                all.add(allowed(() -> {
                    org.datanet.curation.Opening opened =
                            new org.datanet.curation.Opening(number, opening.sample(), curator, opening.salt());
                    Curation curation =
                            round.open(curator, opening.sample(), opening.verdict(), opened.saltBytes(), now());
                    openings.add(opened);
                    fresh.add(curation);
                    earlier.put(curation.sample(), curation);
                    return curation;
                }));
            }
            intake.append(CurationTables.none().opened(openings, fresh));
            return taken(new Taken(number, curator, fresh.size(), all));
        });
    }

    /** Writes the owner's decision down. */
    private void note(String action, DatanetId datanet, RoundStep step) throws IOException {
        String actor = caller == null ? "nobody" : Caller.name(caller);
        database.write(connection -> {
            log.add(
                    connection,
                    actor,
                    action,
                    datanet.value(),
                    "round %d is %s".formatted(step.round(), VerdictRounds.name(step.phase())));
            return step;
        });
    }

    private static Response taken(Taken taken) {
        return Response.status(taken.fresh() > 0 ? 201 : 200).entity(taken).build();
    }

    private static void requirePhase(RoundStep step, Phase phase, String why) {
        if (step.phase() != phase) {
            throw ProblemException.conflict(
                    "round %d is %s; %s".formatted(step.round(), VerdictRounds.name(step.phase()), why));
        }
    }

    private static void requireAudited(VerdictRounds rounds, int number) {
        try {
            rounds.requireAudited(number);
        } catch (IllegalArgumentException e) {
            throw ProblemException.conflict(String.valueOf(e.getMessage()));
        }
    }

    /** What the round itself refuses is the caller's mistake. */
    private static <T> T allowed(Supplier<T> change) {
        try {
            return change.get();
        } catch (IllegalArgumentException e) {
            throw ProblemException.unprocessable("refused", "The round refuses it", String.valueOf(e.getMessage()), "");
        }
    }

    private static RoundStep known(VerdictRounds rounds, int number) {
        if (number < 0 || number > rounds.latest()) {
            throw ProblemException.notFound(
                    "there is no round %d; the latest is %d".formatted(number, rounds.latest()));
        }
        return rounds.step(number);
    }

    private static Round round(VerdictRounds rounds, int number) {
        RoundStep step = rounds.step(number);
        return new Round(
                number,
                step.phase(),
                Long.toString(rounds.begun(number).seed()),
                step.phase() == Phase.SEALING ? Optional.empty() : Optional.of(Long.toString(rounds.auditSeed(number))),
                step.terms(),
                step.at(),
                rounds.assignments(number).size(),
                rounds.sealed(number),
                rounds.missingAudits(number).size(),
                rounds.replay(number).opened().size());
    }
}
