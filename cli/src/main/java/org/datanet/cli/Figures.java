package org.datanet.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.datanet.io.Verification.Check;

/** Holds stated figures against computed ones, part by part, and names those that differ. Not thread-safe. */
final class Figures {
    /** How many differing figures of a part are named; the rest is counted. */
    static final int NAMED = 5;

    private final Map<String, Part> parts = new LinkedHashMap<>();

    /** Compares one figure of a part. */
    void compare(String part, String figure, Object stated, Object computed) {
        Part of = parts.computeIfAbsent(part, name -> new Part());
        of.compared++;
        if (!Objects.equals(stated, computed)) {
            if (of.differing.size() < NAMED) {
                of.differing.add("%s is stated as %s, computed again it is %s".formatted(figure, stated, computed));
            } else {
                of.more++;
            }
        }
    }

    /** Says something about a part that no figure says. */
    void note(String part, String sentence) {
        parts.computeIfAbsent(part, name -> new Part()).notes.add(sentence);
    }

    /** One check a part, in the order in which they were first compared. */
    List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        parts.forEach((name, part) -> checks.add(part.check(name)));
        return checks;
    }

    private static final class Part {
        private final List<String> differing = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private int compared;
        private int more;

        Check check(String name) {
            List<String> words = new ArrayList<>();
            if (differing.isEmpty() && compared > 0) {
                words.add(compared == 1 ? "1 figure is the same" : compared + " figures are the same");
            }
            words.addAll(differing);
            if (more > 0) {
                words.add(more + " more differ");
            }
            words.addAll(notes);
            return new Check(name, differing.isEmpty(), String.join("; ", words));
        }
    }
}
