package org.datanet.io;

import java.time.Instant;
import java.util.Optional;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;

/**
 * One row of a file of samples, read by the roles of its columns. What concerns several rows, such as that ids stand once, is not
 * checked yet.
 *
 * @param line on which it begins, 1-based
 * @param id of the sample
 * @param contributor who brought it
 * @param epoch 0 where no column has the role
 * @param submittedAt what the contributor says
 * @param label of the declared set
 * @param licence its own or the assumed one
 * @param source where it came from
 * @param features finite, in declared order; not to be written to
 * @param text of the sample
 * @param digest of the canonical payload
 */
@SuppressWarnings("ArrayRecordComponent")
public record SampleLine(
        long line,
        SampleId id,
        ContributorId contributor,
        int epoch,
        Optional<Instant> submittedAt,
        Optional<String> label,
        Optional<String> licence,
        Optional<String> source,
        double[] features,
        Optional<String> text,
        Digest digest) {}
