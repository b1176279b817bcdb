package org.datanet.gauntlet;

import java.util.Optional;
import org.datanet.curation.Verdict;

/** How somebody curates: one sample at a time, assigned at random. Stateless and thread-safe. */
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

        /** The verdict of a colleague who looked, where a colleague tells. */
        Verdict colleague();

        /** Whether it looks hard at a glance. */
        boolean hard();

        /** Whether a friend submitted it. */
        boolean ofFriend();

        /** Uniform in [0, 1). */
        double chance();
    }
}
