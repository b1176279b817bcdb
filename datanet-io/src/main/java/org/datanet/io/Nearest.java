package org.datanet.io;

import java.util.Collection;
import java.util.Locale;
import org.datanet.proof.Ids;
import org.jspecify.annotations.Nullable;

/** Finds what somebody meant to type. */
final class Nearest {
    private Nearest() {}

    /** {@code did you mean "label"?}, or else what there is to choose from. */
    static String remedy(String typed, Collection<String> known) {
        String nearest = of(typed, known);
        if (nearest != null) {
            return "did you mean " + InvalidInputException.quote(nearest) + "?";
        }
        return known.isEmpty() ? "remove it" : "use one of: " + Ids.excerpt(String.join(", ", known));
    }

    /** The nearest name, if it is at most a third of its length away; the first of equals. */
    static @Nullable String of(String typed, Collection<String> known) {
        String nearest = null;
        int best = Integer.MAX_VALUE;
        String folded = typed.toLowerCase(Locale.ROOT);
        for (String name : known) {
            int distance = distance(folded, name.toLowerCase(Locale.ROOT));
            int length = Math.max(name.length(), typed.length());
            if (distance < best && distance < length && distance <= Math.max(1, length / 3)) {
                best = distance;
                nearest = name;
            }
        }
        return nearest;
    }

    /** Edits and swaps of neighbours (optimal string alignment) that lead from one to the other. */
    static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 40 || a.length() > 200 || b.length() > 200) {
            return Integer.MAX_VALUE;
        }
        int[] twoAgo = new int[b.length() + 1];
        int[] before = new int[b.length() + 1];
        int[] now = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            now[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                now[j] = Math.min(Math.min(now[j - 1], before[j]) + 1, before[j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    now[j] = Math.min(now[j], twoAgo[j - 2] + 1);
                }
            }
            int[] free = twoAgo;
            twoAgo = before;
            before = now;
            now = free;
        }
        return before[b.length()];
    }
}
