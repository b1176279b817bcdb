package org.datanet.gauntlet;

/** What one player does in each epoch it has rows in. Stateless and thread-safe; all its randomness comes from the standpoint. */
@FunctionalInterface
public interface Strategy {
    /** Submits own rows as they are. */
    Strategy HONEST = me -> Hand.honest(me.own());

    /** What is submitted. */
    Hand play(Standpoint me);
}
