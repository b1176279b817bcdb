package org.datanet.gauntlet;

/**
 * One step of an attack: turns what one has in hand into something else. Steps compose, in any order and number: what one step gives is
 * in the hand of the next. Stateless and thread-safe.
 */
@FunctionalInterface
public interface Tactic {
    /** Does nothing. */
    Tactic NONE = (me, hand) -> hand;

    /** What is in hand afterwards. */
    Hand play(Standpoint me, Hand hand);

    /** This step, then the next. */
    default Tactic then(Tactic next) {
        return (me, hand) -> next.play(me, play(me, hand));
    }

    /** Begins with one's own honest rows in hand. */
    default Strategy strategy() {
        return me -> play(me, Hand.honest(me.own()));
    }
}
