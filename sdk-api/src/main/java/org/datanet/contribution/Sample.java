package org.datanet.contribution;

import java.time.Instant;
import java.util.Optional;
import org.datanet.proof.Digest;

/**
 * One row of a Datanet, for people and for the door; algorithms read the columns of {@link Datanet}.
 *
 * @param id its id
 * @param contributor who brought it
 * @param row its place in the intake order, 0-based
 * @param epoch the epoch that accepted it, 0-based
 * @param submittedAt what the contributor says of the time; evidence, never an order
 * @param digest SHA-256 of the canonical payload
 * @param label its label, if it has one
 * @param licence SPDX expression, if given
 * @param source where it came from, if given
 * @param text its text, if the Datanet holds text
 */
public record Sample(
        SampleId id,
        ContributorId contributor,
        int row,
        int epoch,
        Optional<Instant> submittedAt,
        Digest digest,
        Optional<String> label,
        Optional<String> licence,
        Optional<String> source,
        Optional<String> text) {}
