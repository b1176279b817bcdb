package org.datanet.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.curation.RoundStep;
import org.datanet.curation.RoundTerms;
import org.datanet.curation.Verdict;
import org.datanet.proof.Digest;

/**
 * Rounds of sealed verdicts: the owner has samples drawn for curators, curators hand in seals, which show nothing, and open them once no
 * seal is taken any more, so that nobody can say what a colleague was seen to say. What is handed in stands or is refused as a whole,
 * and handing the same in again changes nothing.
 */
@Path(CurationRounds.PATH)
public interface CurationRounds {
    /** Relative to the application. */
    String PATH = "v1/datanets/{datanet}/curation-rounds";

    /** At most so many seals or verdicts are handed in at once. */
    int MAX_AT_ONCE = 1_000;

    /**
     * Begins a round on the policy's terms: draws for each sample that nobody has judged who is to judge it.
     *
     * @param beginning a {@link Beginning}
     * @return 201 with the {@link Round}; 409 while another is not closed
     */
    @POST
    @Consumes(MediaTypes.JSON)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({})
    @Described(
            value = "Begins a round on the policy's terms",
            problems = {404, 409, 422})
    Response open(@PathParam("datanet") String datanet, byte[] beginning);

    /**
     * The round that began last, with the seed of its draw and what its curators are promised.
     *
     * @return 404 when there is none yet
     */
    @GET
    @Path("latest")
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({Role.CURATOR, Role.CONTRIBUTOR, Role.AUDITOR})
    @Described(
            value = "The round that began last, with the seed of its draw and what its curators are promised",
            problems = 404)
    Round latest(@PathParam("datanet") String datanet);

    /**
     * Ends a round's phase.
     *
     * @param step a {@link Step}
     * @return the round in the wanted phase, also when it was in it before; 409 when another phase lies between, or audits are missing
     */
    @POST
    @Path("{round}/steps")
    @Consumes(MediaTypes.JSON)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({})
    @Described(
            value = "Ends a round's phase",
            problems = {404, 409, 422})
    Round step(@PathParam("datanet") String datanet, @PathParam("round") int round, byte[] step);

    /**
     * What a curator is to judge in a round and has not sealed yet; a curator sees its own, whatever it asks for.
     *
     * @param curator whose
     */
    @GET
    @Path("{round}/work")
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({Role.CURATOR, Role.AUDITOR})
    @Described(value = "What a curator is to judge in a round and has not sealed yet", problems = 404)
    Curations.Page work(
            @PathParam("datanet") String datanet,
            @PathParam("round") int round,
            @QueryParam("curator") @DefaultValue("") String curator);

    /**
     * Takes seals in.
     *
     * @param seals {@link Seals}
     * @return 201 with {@link Taken}, 200 when all stand already; 409 when the round takes no seals any more or has another seal; 422 for
     *     a sample that the curator was not drawn for
     */
    @POST
    @Path("{round}/seals")
    @Consumes(MediaTypes.JSON)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed(Role.CURATOR)
    @Described(
            value = "Takes the seals of a round in",
            problems = {404, 409, 422})
    Response seal(@PathParam("datanet") String datanet, @PathParam("round") int round, byte[] seals);

    /**
     * The samples of a round that were drawn for audit and wait for it; none while seals are taken. Verdicts are shown when all are audited.
     */
    @GET
    @Path("{round}/audits")
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({})
    @Described(value = "The samples of a round that were drawn for audit and wait for it", problems = 404)
    Unaudited unaudited(@PathParam("datanet") String datanet, @PathParam("round") int round);

    /**
     * Takes in what the owner found on drawn samples, before any verdict can be read.
     *
     * @param audits {@link Audits}
     * @return 201 with what is {@link Unaudited} then, 200 when all stand already; 409 when a sample has another audit; 422 for a sample that
     *     was not drawn
     */
    @POST
    @Path("{round}/audits")
    @Consumes(MediaTypes.JSON)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({})
    @Described(
            value = "Takes in what the owner found on drawn samples, before any verdict can be read",
            problems = {404, 409, 422})
    Response audit(@PathParam("datanet") String datanet, @PathParam("round") int round, byte[] audits);

    /**
     * Opens seals.
     *
     * @param openings {@link Openings}
     * @return 201 with {@link Taken}, 200 when all are open already; 409 while seals are taken or audits are missing, or when the round is closed; 422 for what
     *     opens no seal
     */
    @POST
    @Path("{round}/openings")
    @Consumes(MediaTypes.JSON)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed(Role.CURATOR)
    @Described(
            value = "Opens the seals of a round",
            problems = {404, 409, 422})
    Response show(@PathParam("datanet") String datanet, @PathParam("round") int round, byte[] openings);

    /**
     * What a round is begun with; what it promises is in the policy.
     *
     * @param curators who judge
     * @param epoch whose samples; of every epoch where there is none
     */
    record Beginning(List<CuratorId> curators, Optional<Integer> epoch) {
        public Beginning {
            curators = List.copyOf(curators);
        }
    }

    /**
     * A round as it stands.
     *
     * @param drawSeed that drew who judges what, as a decimal number
     * @param auditSeed that drew what is audited, once seals are opened
     * @param terms what its curators are promised
     * @param since when the phase began
     * @param assigned verdicts that are wanted
     * @param sealed seals that were handed in
     * @param unaudited drawn samples that the owner has not audited yet; verdicts are shown when it is 0 again
     * @param shown verdicts that were shown
     */
    record Round(
            int round,
            RoundStep.Phase phase,
            String drawSeed,
            Optional<String> auditSeed,
            RoundTerms terms,
            Instant since,
            int assigned,
            int sealed,
            int unaudited,
            int shown) {}

    /** The phase that is to begin. */
    record Step(RoundStep.Phase phase) {}

    /** One seal. */
    record Seal(SampleId sample, Digest seal) {}

    /** A curator's seals. */
    record Seals(CuratorId curator, List<Seal> seals) {
        public Seals {
            seals = List.copyOf(seals);
            checkCount(seals.size());
        }
    }

    /**
     * What the owner found on a sample.
     *
     * @param difficulty how hard it was to tell, 1 to 10: what a verdict on it counts
     */
    record Audited(SampleId sample, Verdict truth, int difficulty) {}

    /** What the owner found. */
    record Audits(List<Audited> audits) {
        public Audits {
            audits = List.copyOf(audits);
            checkCount(audits.size());
        }
    }

    /** Drawn samples without an audit, ascending. */
    record Unaudited(int round, List<SampleId> samples) {
        public Unaudited {
            samples = List.copyOf(samples);
        }
    }

    /**
     * What opens one seal.
     *
     * @param salt 16 to 64 bytes in lower-case hexadecimal digits
     */
    record Opening(SampleId sample, Verdict verdict, String salt) {}

    /** What opens a curator's seals. */
    record Openings(CuratorId curator, List<Opening> openings) {
        public Openings {
            openings = List.copyOf(openings);
            checkCount(openings.size());
        }
    }

    /**
     * What was handed in.
     *
     * @param fresh how much of it was new
     * @param curations the verdicts that it showed
     */
    record Taken(int round, CuratorId curator, int fresh, List<Curation> curations) {
        public Taken {
            curations = List.copyOf(curations);
        }
    }

    private static void checkCount(int count) {
        if (count < 1 || count > MAX_AT_ONCE) {
            throw new IllegalArgumentException("1 to %d are handed in at once, not %d".formatted(MAX_AT_ONCE, count));
        }
    }
}
