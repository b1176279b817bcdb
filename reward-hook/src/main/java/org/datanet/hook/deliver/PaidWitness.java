package org.datanet.hook.deliver;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.datanet.contribution.DatanetId;
import org.datanet.rest.PaidEpochs.Paid;

/** Somebody beside our own database who knows which epochs of a Datanet are paid. Thread-safe. */
public interface PaidWitness {
    /** As the owner knows it. */
    String name();

    /**
     * The epochs that it knows to be paid, in any order.
     *
     * @throws IOException when it cannot say, with what to do
     */
    List<Paid> paid(DatanetId datanet) throws IOException, InterruptedException;

    /** The document that paid an epoch, if it has it. */
    Optional<byte[]> report(DatanetId datanet, Paid paid) throws IOException, InterruptedException;
}
