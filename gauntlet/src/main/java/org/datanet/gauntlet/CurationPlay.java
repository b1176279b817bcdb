package org.datanet.gauntlet;

import java.util.Optional;
import org.datanet.curation.Verdict;

/** How somebody curates: one sample at a time, drawn at random. Stateless and thread-safe. */
@FunctionalInterface
public interface CurationPlay {
    /** Looks, and says what was seen. */
    CurationPlay HONEST = task -> Optional.of(task.look());

    /** A verdict, or none. */
    Optional<Verdict> verdict(Task task);

    /** One assigned sample. Everything but guessing costs effort. */
    interface Task {
        /** Looks at the sample; right most of the time. */
        Verdict look();

        /** A colleague's verdict, once verdicts are shown: whoever waits for it hands in too late. */
        Verdict shown();

        /** Whether an accomplice is assigned to the same sample. */
        boolean shared();

        /** What an accomplice who is assigned to the same sample, and comes first, is going to say. */
        Optional<Verdict> accomplice();

        /** Whether one is the accomplice who comes first. */
        boolean leads();

        /** Whether it looks hard at a glance. */
        boolean hard();

        /** Whether a friend submitted it. */
        boolean ofFriend();

        /** Uniform in [0, 1). */
        double chance();
    }
}
