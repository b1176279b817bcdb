package org.datanet.gauntlet;

import java.util.Map;

/**
 * Which form of an attack is measured on the reported seeds: the one that was worst on others.
 *
 * @param worst parameters, by {@link #key}; an attack that is not in it is measured in all of its forms
 */
record Choice(Map<String, String> worst) {
    /** What forms are chosen by. */
    static final Choice EVERY_FORM = new Choice(Map.of());

    Choice {
        worst = Map.copyOf(worst);
    }

    static String key(String ground, String attack, String mechanism) {
        return String.join("/", ground, attack, mechanism);
    }

    boolean takes(Ground ground, Attack attack, Attack.Form form, String mechanism) {
        return takes(ground.name(), attack, form.parameter(), mechanism);
    }

    boolean takes(String ground, Attack attack, String parameter, String mechanism) {
        return worst.getOrDefault(key(ground, attack.name(), mechanism), parameter)
                .equals(parameter);
    }
}
