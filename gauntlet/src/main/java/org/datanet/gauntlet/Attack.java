package org.datanet.gauntlet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * One way of gaming, in forms from the cheapest to the strongest. Immutable and thread-safe.
 *
 * @param name lower-case words joined by hyphens
 * @param family what it is an instance of
 * @param forms at least one
 * @param dose what part of its rows is gamed, in (0, 1]: the rest is honest work, which is taken out of what gaming earned
 * @param leak whether it assumes that rows of the holdout got out
 * @param turns epochs it takes
 * @param later epochs that are looked at after its last, where it harms others
 * @param on what rows it can be tried on
 */
public record Attack(
        String name, Family family, List<Form> forms, double dose, boolean leak, int turns, int later, On on) {
    public Attack {
        forms = List.copyOf(forms);
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("an attack is named in lower-case words joined by hyphens, not " + name);
        }
        if (forms.isEmpty()) {
            throw new IllegalArgumentException("attack " + name + " has no form");
        }
        if (!(dose > 0 && dose <= 1) || turns < 1 || later < 0) {
            throw new IllegalArgumentException(
                    "attack %s has a dose in (0, 1], a turn or more and no later epoch or more, not %s, %d and %d"
                            .formatted(name, dose, turns, later));
        }
    }

    /** Kinds of rows. */
    public enum On {
        ANY,
        NUMBERS,
        TEXTS
    }

    /**
     * A form of an attack.
     *
     * @param parameter the setting, such as "size 0.5"; empty where there is none
     * @param strategy what the attacker submits
     * @param usage what it does as a payer
     * @param curation what it does as a curator
     */
    public record Form(String parameter, Strategy strategy, UsagePlay usage, CurationPlay curation) {
        /** A form in which the attacker contributes, and neither pays nor curates. */
        public Form(String parameter, Strategy strategy) {
            this(parameter, strategy, UsagePlay.NONE, CurationPlay.HONEST);
        }
    }

    /** An attack in one epoch, all of whose rows are gamed. */
    public static Attack of(String name, Family family, Tactic tactic) {
        return new Attack(name, family, List.of(new Form("", tactic.strategy())), 1, false, 1, 0, On.ANY);
    }

    /** An attack with one parameter. */
    public static Attack of(
            String name, Family family, String parameter, double[] grid, DoubleFunction<Tactic> tactic) {
        List<Form> forms = new ArrayList<>();
        for (double value : grid) {
            forms.add(new Form(shown(parameter, value), tactic.apply(value).strategy()));
        }
        return new Attack(name, family, forms, 1, false, 1, 0, On.ANY);
    }

    /** An attack by sham usage, with one parameter: the attacker's rows are honest. */
    public static Attack ofUsage(String name, String parameter, double[] grid, DoubleFunction<UsagePlay> play) {
        List<Form> forms = new ArrayList<>();
        for (double value : grid) {
            forms.add(new Form(shown(parameter, value), Strategy.HONEST, play.apply(value), CurationPlay.HONEST));
        }
        return new Attack(name, Family.USAGE, forms, 1, false, 1, 0, On.ANY);
    }

    /** An attack by curators. */
    public static Attack ofCuration(String name, CurationPlay play) {
        return new Attack(
                name,
                Family.CURATION,
                List.of(new Form("", Strategy.HONEST, UsagePlay.NONE, play)),
                1,
                false,
                1,
                0,
                On.ANY);
    }

    private static String shown(String parameter, double value) {
        return parameter + " " + (value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value));
    }

    /** The same, of which only a part of the rows is gamed. */
    public Attack dose(double part) {
        return new Attack(name, family, forms, part, leak, turns, later, on);
    }

    /** The same, with rows of the holdout at hand. */
    public Attack leaking() {
        return new Attack(name, family, forms, dose, true, turns, later, on);
    }

    /** The same, over several epochs, and with others after it. */
    public Attack over(int epochs, int after) {
        return new Attack(name, family, forms, dose, leak, epochs, after, on);
    }

    /** The same, on texts alone. */
    public Attack onTexts() {
        return new Attack(name, family, forms, dose, leak, turns, later, On.TEXTS);
    }

    /** The same, on numbers alone. */
    public Attack onNumbers() {
        return new Attack(name, family, forms, dose, leak, turns, later, On.NUMBERS);
    }

    /** Whether it can be tried on such rows. */
    boolean fits(Ground ground) {
        return on == On.ANY || ground.rows().areTexts() == (on == On.TEXTS);
    }
}
