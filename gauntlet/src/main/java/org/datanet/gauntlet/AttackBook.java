package org.datanet.gauntlet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/** Attacks that belong together. Found by {@link ServiceLoader}, so that anybody adds one without touching the gauntlet. */
public interface AttackBook {

    /** The attacks, in the order of tables. */
    List<Attack> attacks();

    /**
     * All attacks of all books.
     *
     * @throws IllegalStateException when two have one name
     */
    static List<Attack> all() {
        List<Attack> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (AttackBook book : ServiceLoader.load(AttackBook.class)) {
            for (Attack attack : book.attacks()) {
                if (!names.add(attack.name())) {
                    throw new IllegalStateException("two attacks are called " + attack.name());
                }
                all.add(attack);
            }
        }
        all.sort(java.util.Comparator.comparing(Attack::family));
        return all;
    }

    /** @throws IllegalArgumentException when there is none of that name, naming those there are */
    static Attack named(String name) {
        List<Attack> all = all();
        return all.stream()
                .filter(attack -> attack.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no attack \"%s\"; there are %s"
                        .formatted(name, all.stream().map(Attack::name).collect(Collectors.joining(", ")))));
    }
}
