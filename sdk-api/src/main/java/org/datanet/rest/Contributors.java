package org.datanet.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.time.Instant;
import java.util.List;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.proof.Digest;
import org.datanet.proof.InclusionProof;
import org.datanet.reward.ClaimProof;
import org.datanet.reward.RewardReport.ContributorReward;

/** What a contributor sees: its own lines, each with its proof. */
@Path(Contributors.PATH)
public interface Contributors {
    /** Relative to the application. */
    String PATH = "v1/contributors";

    /** A contributor's lines in the announced reward reports of all Datanets, the latest first, at most 200. */
    @GET
    @Path("{contributor}/rewards")
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({Role.CONTRIBUTOR, Role.AUDITOR})
    @Described("A contributor's lines in the announced reward reports of all Datanets, the latest first, at most 200")
    Statement rewards(@PathParam("contributor") String contributor);

    /** Proof that a contributor's line is in a report. */
    @GET
    @Path("{contributor}/rewards/{report}")
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({Role.CONTRIBUTOR, Role.AUDITOR})
    @Described(value = "Proof that a contributor's line is in a report", problems = 404)
    Proof proof(@PathParam("contributor") String contributor, @PathParam("report") String report);

    /** What a contributor claims with on a chain; 404 while it has nothing under the active root, or when this hook settles on none. */
    @GET
    @Path("{contributor}/claim")
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({Role.CONTRIBUTOR, Role.AUDITOR})
    @Described(value = "What a contributor claims with on a chain", problems = 404)
    ClaimProof claim(@PathParam("contributor") String contributor);

    /** A contributor's lines. */
    record Statement(ContributorId contributor, List<Line> lines) {
        public Statement {
            lines = List.copyOf(lines);
        }
    }

    /**
     * A line of a report.
     *
     * @param report digest of the report
     * @param currency of the amount
     * @param reward the line
     */
    record Line(DatanetId datanet, Digest report, String currency, Instant storedAt, ContributorReward reward) {}

    /**
     * A line with its proof.
     *
     * @param leaf {@code MerkleTree.leaf(reward.bytes())}
     * @param proof leads from the leaf to the root
     * @param linesRoot {@link RewardReported#linesRoot}, which the report's digest covers
     */
    record Proof(Line line, Digest leaf, InclusionProof proof, Digest linesRoot) {}
}
