package org.datanet.gauntlet.economy;

import java.util.List;
import org.datanet.gauntlet.Attack;
import org.datanet.gauntlet.AttackBook;
import org.datanet.gauntlet.Strategy;

/**
 * A strategy that people take up.
 *
 * @param name the attack and its form, or "honest"
 * @param strategy what is submitted
 */
public record Gaming(String name, Strategy strategy) {
    /** Bringing own rows as they are. */
    public static final Gaming HONEST = new Gaming("honest", Strategy.HONEST);

    /** A form of an attack, such as {@code of("copies", 1)}. */
    public static Gaming of(String attack, int form) {
        Attack named = AttackBook.named(attack);
        Attack.Form chosen = named.forms().get(form);
        return new Gaming((attack + " " + chosen.parameter()).strip(), chosen.strategy());
    }

    /**
     * One form of each kind that needs one epoch and no leak. Splitting honest work between names is not among them: it harms nobody.
     */
    public static List<Gaming> usual() {
        return List.of(
                of("copies", 1),
                of("own-jittered", 3),
                of("own-crossings", 1),
                of("plagiarism", 0),
                of("jittered-copies", 3),
                of("mixtures", 0),
                of("class-gaussians", 0),
                of("class-means", 0),
                of("junk-names", 0),
                of("lazy-names", 0),
                of("flips", 0));
    }
}
