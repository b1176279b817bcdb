package org.datanet.rest;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.time.Instant;
import java.util.List;
import org.datanet.contribution.DatanetId;
import org.datanet.proof.Digest;

/**
 * Which report paid which epoch: an epoch is paid by one report, and another one that says it pays it is refused with a problem of the type
 * {@link #TAKEN}. Who reports asks its receivers this, so that a sender that was restored from an old backup learns what it has paid
 * before it pays anything.
 */
@Path(PaidEpochs.PATH)
public interface PaidEpochs {
    /** Relative to the application. */
    String PATH = "v1/datanets/{datanet}/paid-epochs";

    /** Type of the problem that another report has paid an epoch, which no later attempt changes. */
    String TAKEN = "urn:datanet:problem:epoch-paid";

    /** The paid epochs of a Datanet, the latest first; at most the latest 1,000. */
    @GET
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed(Role.AUDITOR)
    Page paid(@PathParam("datanet") String datanet);

    /**
     * The same for somebody who shares a secret with this receiver; signed as {@link RewardEvents#accept} is. Changes nothing.
     *
     * @param signed the signature over the question's exact bytes
     * @param question a {@link Question} about the path's Datanet
     */
    @POST
    @Path("questions")
    @Consumes(MediaTypes.JSON)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    Page asked(@BeanParam SignedRequest signed, @PathParam("datanet") String datanet, byte[] question);

    /**
     * The whole report that paid an epoch, for somebody who shares a secret with this receiver.
     *
     * @param signed the signature over the question's exact bytes
     * @param question a {@link Question} about the path's Datanet
     * @return the document; 404 when the epoch is not paid, or only its event is here
     */
    @POST
    @Path("{epoch}/questions")
    @Consumes(MediaTypes.JSON)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    jakarta.ws.rs.core.Response report(
            @BeanParam SignedRequest signed,
            @PathParam("datanet") String datanet,
            @PathParam("epoch") int epoch,
            byte[] question);

    /**
     * What is asked.
     *
     * @param datanet which; the signature is bound to it by this
     */
    record Question(DatanetId datanet) {}

    /**
     * A paid epoch.
     *
     * @param report {@link org.datanet.reward.RewardReport#digest()} of what paid it
     * @param at when it, or its event, was stored here
     */
    record Paid(int epoch, Digest report, Instant at) {
        public Paid {
            if (epoch < 0) {
                throw new IllegalArgumentException("an epoch is 0 or more, not " + epoch);
            }
        }
    }

    /** Paid epochs of a Datanet. */
    record Page(DatanetId datanet, List<Paid> epochs) {
        public Page {
            epochs = List.copyOf(epochs);
        }
    }
}
