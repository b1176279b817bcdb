package org.datanet.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.Optional;
import org.datanet.proof.ConsistencyProof;
import org.datanet.proof.Digest;
import org.datanet.proof.InclusionProof;
import org.datanet.usage.RunId;
import org.datanet.usage.TreeHead;

/** What the ledger can prove to anyone: open to all, because it shows digests only. */
@Path(Proofs.PATH)
public interface Proofs {
    /** Relative to the application. */
    String PATH = "v1/ledger";

    /** The present state, signed when the hook has a key. */
    @GET
    @Path("head")
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Described("The present state of the ledger, signed when the hook has a key")
    Head head();

    /** Proof that the receipt of a run is in the present state; 404 when it is not. */
    @GET
    @Path("receipts/{run}")
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Described(value = "Proof that the receipt of a run is in the present state", problems = 404)
    Inclusion inclusion(@PathParam("run") String run);

    /**
     * Proof that an earlier state is a prefix of the present one.
     *
     * @param from size of the earlier state
     */
    @GET
    @Path("consistency")
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Described("Proof that an earlier state is a prefix of the present one")
    ConsistencyProof consistency(@QueryParam("from") long from);

    /**
     * Proof of what a receipt says of one row; 404 when its table has no such row.
     *
     * @param row the row in the Datanet's state that the receipt names
     */
    @GET
    @Path("receipts/{run}/rows/{row}")
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Described(value = "Proof of what a receipt says of one row", problems = 404)
    RowInclusion row(@PathParam("run") String run, @PathParam("row") int row);

    /**
     * A state of the ledger.
     *
     * @param publicKey X.509 encoding of the keeper's Ed25519 key
     * @param signature over {@link TreeHead#bytes()}
     */
    record Head(TreeHead head, Optional<byte[]> publicKey, Optional<byte[]> signature) {}

    /**
     * A receipt's place, proved.
     *
     * @param digest of the receipt; the leaf is {@code MerkleTree.leaf(digest.bytes())}
     */
    record Inclusion(RunId run, Digest digest, InclusionProof proof, Head head) {}

    /**
     * A row's use, proved: its leaf is in the table whose root the receipt's header holds, and the receipt is in the ledger.
     *
     * @param tableRoot signed in the receipt's header
     * @param proof from the leaf over row, exposures and gain to the root
     */
    record RowInclusion(
            RunId run, int row, long exposures, long gain, Digest tableRoot, InclusionProof proof, Inclusion receipt) {}
}
