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
 */
public record Attack(String name, Family family, List<Form> forms, double dose, boolean leak, int turns) {
    public Attack {
        forms = List.copyOf(forms);
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("an attack is named in lower-case words joined by hyphens, not " + name);
        }
        if (forms.isEmpty()) {
            throw new IllegalArgumentException("attack " + name + " has no form");
        }
        if (!(dose > 0 && dose <= 1) || turns < 1) {
            throw new IllegalArgumentException(
                    "attack %s has a dose in (0, 1] and a turn or more, not %s and %d".formatted(name, dose, turns));
        }
    }

    /**
     * A form of an attack.
     *
     * @param parameter the setting, such as "size 0.5"; empty where there is none
     * @param strategy what the attacker does
     */
    public record Form(String parameter, Strategy strategy) {}

    /** An attack in one epoch, all of whose rows are gamed. */
    public static Attack of(String name, Family family, Tactic tactic) {
        return new Attack(name, family, List.of(new Form("", tactic.strategy())), 1, false, 1);
    }

    /** An attack with one parameter. */
    public static Attack of(
            String name, Family family, String parameter, double[] grid, DoubleFunction<Tactic> tactic) {
        List<Form> forms = new ArrayList<>();
        for (double value : grid) {
            String shown = value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
            forms.add(new Form(parameter + " " + shown, tactic.apply(value).strategy()));
        }
        return new Attack(name, family, forms, 1, false, 1);
    }

    /** The same, of which only a part of the rows is gamed. */
    public Attack dose(double part) {
        return new Attack(name, family, forms, part, leak, turns);
    }

    /** The same, with rows of the holdout at hand. */
    public Attack leaking() {
        return new Attack(name, family, forms, dose, true, turns);
    }

    /** The same, over several epochs. */
    public Attack over(int epochs) {
        return new Attack(name, family, forms, dose, leak, epochs);
    }
}
