package org.datanet.curation;

import org.datanet.contribution.SampleId;

/**
 * A sample that a curator is to judge in a round of sealed verdicts. Drawn, not chosen.
 *
 * @param round the round, 0-based
 * @param sample the sample
 * @param curator who judges it
 */
public record Assignment(int round, SampleId sample, CuratorId curator) {
    public Assignment {
        checkRound(round);
    }

    static void checkRound(int round) {
        if (round < 0) {
            throw new IllegalArgumentException("a round is 0 or more, not " + round);
        }
    }
}
