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
import java.util.Optional;
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
    @Described("The paid epochs of a Datanet, the latest first")
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
    @Described(
            value = "The paid epochs of a Datanet, for somebody who shares a secret with this receiver",
            problems = 422)
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
    @Described(
            value = "The whole report that paid an epoch, for somebody who shares a secret with this receiver",
            problems = {404, 422})
    jakarta.ws.rs.core.Response report(
            @BeanParam SignedRequest signed,
            @PathParam("datanet") String datanet,
            @PathParam("epoch") int epoch,
            byte[] question);

    /** What others know to be paid and this hook does not; asks each of its receivers that is a hook, and looks into the Datanet's folder. */
    @GET
    @Path("elsewhere")
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed(Role.AUDITOR)
    @Described(value = "What others know to be paid and this hook does not", problems = 404)
    Elsewhere elsewhere(@PathParam("datanet") String datanet);

    /**
     * Takes payments over that this hook has forgotten, because its database was restored from a backup older than them: their reports
     * are fetched, and each epoch is closed with exactly the receipts that its report paid. Nothing is paid by that.
     *
     * @param adoption an {@link Adoption}
     * @return what was taken over; 409 where the receipts that a report paid are not those that are here, or the Datanet's folder is not as
     *     it was, with what to do; then nothing is taken over
     */
    @POST
    @Path("adoptions")
    @Consumes(MediaTypes.JSON)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({})
    @Described(
            value =
                    "Takes payments over that this hook has forgotten, because its database was restored from a backup older than them",
            problems = {404, 409})
    Adopted adopt(@PathParam("datanet") String datanet, byte[] adoption);

    /**
     * How payments are taken over.
     *
     * @param accept takes also over what cannot be proved: then every receipt that is here counts as paid, and is never paid again
     * @param reason for the audit log
     * @param stated payments that the owner knows of and nobody else says
     */
    record Adoption(boolean accept, String reason, List<Stated> stated) {
        public Adoption {
            stated = List.copyOf(stated);
            if (reason.isBlank() || reason.length() > 500) {
                throw new IllegalArgumentException("a reason has 1 to 500 characters");
            }
        }
    }

    /** A payment that the owner knows of, such as from a bank's statement. */
    record Stated(int epoch, Digest report) {}

    /**
     * What was taken over.
     *
     * @param epochs ascending
     */
    record Adopted(DatanetId datanet, List<Taken> epochs) {
        public Adopted {
            epochs = List.copyOf(epochs);
        }
    }

    /**
     * An epoch that was taken over.
     *
     * @param report that paid it
     * @param receipts that it paid: those of the ledger before this place
     * @param proved whether they are the ones under the report's root
     */
    record Taken(int epoch, Digest report, long receipts, boolean proved) {}

    /**
     * What others know.
     *
     * @param witnesses who was asked
     * @param missing what they know and this hook does not
     */
    record Elsewhere(DatanetId datanet, List<Witness> witnesses, List<Missing> missing) {
        public Elsewhere {
            witnesses = List.copyOf(witnesses);
            missing = List.copyOf(missing);
        }
    }

    /**
     * Somebody who was asked.
     *
     * @param silent why there is no answer, if there is none
     */
    record Witness(String name, Optional<String> silent) {}

    /**
     * A payment that is not known here.
     *
     * @param witness who knows it
     * @param here the report that this hook says paid the epoch, if it says any
     */
    record Missing(String witness, int epoch, Digest report, Optional<Digest> here) {}

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
