package org.datanet.dl4j;

import java.io.Serializable;
import java.util.OptionalInt;
import org.datanet.contribution.SampleId;
import org.datanet.usage.UsageSession;

/**
 * Reads the row of an example out of its metadata. Called once for every example trained on, in the training thread; an
 * exception or an empty answer marks the receipt incomplete and goes no further.
 */
@FunctionalInterface
public interface SampleRows {

    /** The sample's id as a {@link String}, or the row itself as an {@link Integer}. */
    SampleRows BY_ID = (metadata, session) -> {
        if (metadata instanceof String id) {
            return session.row(new SampleId(id));
        }
        if (metadata instanceof Integer row) {
            return OptionalInt.of(row);
        }
        throw new IllegalArgumentException(
                "example metadata is a sample's id (String) or a row (Integer), not a %s; say how to read it with rows(..)"
                        .formatted(metadata.getClass().getName()));
    };

    /**
     * The row of an example.
     *
     * @param metadata what the example carries
     * @param session the session that records, which knows the run's Datanet
     */
    OptionalInt row(Serializable metadata, UsageSession session);
}
