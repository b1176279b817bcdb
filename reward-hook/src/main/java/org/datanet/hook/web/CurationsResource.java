package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.hook.intake.IntakeDesk;
import org.datanet.hook.store.Assignments;
import org.datanet.io.CurationFiles;
import org.datanet.io.DatanetReader;
import org.datanet.io.Intake;
import org.datanet.proof.Ids;
import org.datanet.rest.Curations;
import org.datanet.rest.Role;
import org.datanet.rewards.upkeep.VerdictRounds;
import org.jspecify.annotations.Nullable;

/** Draws work for curators, and takes verdicts on what was drawn. */
@HookPart
@Path(Curations.PATH)
public class CurationsResource implements Curations {
    private static final Random RANDOM = new SecureRandom();

    @Inject
    private IntakeDesk desk;

    @Inject
    private Assignments assignments;

    @Context
    private @Nullable SecurityContext caller;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public CurationsResource() {}

    private Served served() {
        return new Served(desk);
    }

    @Override
    public Page assign(String datanetText, byte[] body) {
        DatanetId datanet = served().datanet(datanetText);
        Request request = Requests.read(body, Request.class);
        Served.onlyFor(caller, Role.CURATOR, request.curator().value());
        return served().at(datanet, (intake, reader) -> {
            int wanted = request.count()
                    - assignments.open(datanet, request.curator()).size();
            if (wanted > 0) {
                assignments.give(datanet, request.curator(), draw(datanet, request.curator(), reader, wanted));
            }
            return page(datanet, request.curator());
        });
    }

    /**
     * At random among the samples that were given and judged least; never own ones, never twice, and none that a round of sealed verdicts
     * judges.
     */
    private List<SampleId> draw(DatanetId datanet, CuratorId curator, DatanetReader reader, int wanted)
            throws IOException {
        Map<SampleId, Long> counts = new HashMap<>(assignments.counts(datanet));
        Set<SampleId> had = new HashSet<>(assignments.given(datanet, curator));
        had.addAll(new VerdictRounds(CurationFiles.read(reader)).underWay());
        for (Curation curation : reader.curations()) {
            if (curation.curator().equals(curator)) {
                had.add(curation.sample());
            }
        }
        Datanet samples = desk.read(datanet);
        List<SampleId> free = new ArrayList<>();
        for (int row = 0; row < samples.rows(); row++) {
            if (!samples.contributorId(row).value().equals(curator.value()) && !had.contains(samples.sampleId(row))) {
                free.add(samples.sampleId(row));
            }
        }
        Collections.shuffle(free, RANDOM);
        free.sort(Comparator.comparingLong(sample -> counts.getOrDefault(sample, 0L)));
        return free.subList(0, Math.min(wanted, free.size()));
    }

    @Override
    public Page assignments(String datanetText, String asked) {
        DatanetId datanet = served().datanet(datanetText);
        String whose = Served.whose(caller, Role.CURATOR, asked);
        try {
            Ids.check("curator", whose);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badParameter("curator", String.valueOf(e.getMessage()));
        }
        return served().reading(() -> page(datanet, new CuratorId(whose)));
    }

    private Page page(DatanetId datanet, CuratorId curator) throws IOException {
        return new Page(
                curator,
                Tasks.of(
                        desk.read(datanet),
                        assignments.open(datanet, curator).stream()
                                .map(open -> new Tasks.Drawn(open.sample(), open.at()))
                                .toList()));
    }

    @Override
    public Response judge(String datanetText, byte[] body) {
        DatanetId datanet = served().datanet(datanetText);
        Judgement judgement = Requests.read(body, Judgement.class);
        Served.onlyFor(caller, Role.CURATOR, judgement.curator().value());
        return served().at(datanet, (intake, reader) -> judge(datanet, judgement, intake, reader));
    }

    private Response judge(DatanetId datanet, Judgement judgement, Intake intake, DatanetReader reader)
            throws IOException {
        for (Curation earlier : reader.curations()) {
            if (earlier.sample().equals(judgement.sample()) && earlier.curator().equals(judgement.curator())) {
                // Also after a crash between the verdict and its note.
                assignments.judged(datanet, judgement.curator(), judgement.sample());
                if (earlier.verdict() != judgement.verdict()) {
                    throw ProblemException.conflict("sample %s was judged otherwise before, and a verdict stands"
                            .formatted(judgement.sample()));
                }
                return Response.ok(earlier).build();
            }
        }
        if (assignments.open(datanet, judgement.curator()).stream()
                .noneMatch(open -> open.sample().equals(judgement.sample()))) {
            throw ProblemException.conflict("sample %s is not assigned to %s: ask for work first"
                    .formatted(judgement.sample(), judgement.curator()));
        }
        Curation curation = intake.curate(judgement.curator(), judgement.sample(), judgement.verdict());
        assignments.judged(datanet, judgement.curator(), judgement.sample());
        return Response.status(201).entity(curation).build();
    }
}
