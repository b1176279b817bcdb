package org.datanet.quality;

import org.datanet.contribution.ContributorId;
import org.datanet.contribution.SampleId;
import org.datanet.curation.CuratorId;
import org.datanet.usage.PayerId;

/** Whom or what a finding is about. */
public sealed interface Subject {

    /** One sample and its dense row. */
    record Row(int row, SampleId sample) implements Subject {}

    record Contributor(ContributorId contributor) implements Subject {}

    /** Two identities that seem to be one; {@code first} sorts before {@code second}. */
    record ContributorPair(ContributorId first, ContributorId second) implements Subject {}

    record Curator(CuratorId curator) implements Subject {}

    /** Two curators; {@code first} sorts before {@code second}. */
    record CuratorPair(CuratorId first, CuratorId second) implements Subject {}

    record Payer(PayerId payer) implements Subject {}
}
