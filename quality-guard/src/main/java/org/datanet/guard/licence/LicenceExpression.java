package org.datanet.guard.licence;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * An SPDX licence expression (SPDX 2.3, annex D): identifiers joined by {@code AND}, {@code OR} and {@code WITH}, with
 * parentheses. {@code AND} binds more tightly than {@code OR}, {@code WITH} more tightly than both. Operators and identifiers are
 * compared without regard to case.
 */
final class LicenceExpression {
    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private int at;

    private LicenceExpression(String text) {
        this.text = text;
        StringBuilder word = new StringBuilder();
        for (char c : (text + " ").toCharArray()) {
            if (c == '(' || c == ')' || Character.isWhitespace(c)) {
                if (!word.isEmpty()) {
                    tokens.add(word.toString());
                    word.setLength(0);
                }
                if (c == '(' || c == ')') {
                    tokens.add(String.valueOf(c));
                }
            } else {
                word.append(c);
            }
        }
    }

    /**
     * Whether the expression can be met by accepted licences: one side of an {@code OR}, both of an {@code AND}.
     *
     * @throws IllegalArgumentException when the text is no expression
     */
    static boolean accepted(String text, Predicate<String> licence) {
        LicenceExpression expression = new LicenceExpression(text);
        boolean result = expression.or(licence);
        if (expression.at < expression.tokens.size()) {
            throw expression.broken();
        }
        return result;
    }

    private boolean or(Predicate<String> licence) {
        boolean result = and(licence);
        while (next("OR")) {
            result |= and(licence);
        }
        return result;
    }

    private boolean and(Predicate<String> licence) {
        boolean result = one(licence);
        while (next("AND")) {
            result &= one(licence);
        }
        return result;
    }

    private boolean one(Predicate<String> licence) {
        if (next("(")) {
            boolean inner = or(licence);
            if (!next(")")) {
                throw broken();
            }
            return inner;
        }
        String id = identifier();
        if (next("WITH")) {
            // An exception only adds permissions: either the pair or the licence may be named in the policy.
            String exception = identifier();
            return licence.test(id + " WITH " + exception) || licence.test(id);
        }
        return licence.test(id);
    }

    private String identifier() {
        if (at >= tokens.size() || !tokens.get(at).matches("[A-Za-z0-9.:+-]+")) {
            throw broken();
        }
        String id = tokens.get(at++);
        if (id.toUpperCase(Locale.ROOT).matches("AND|OR|WITH")) {
            throw broken();
        }
        return id;
    }

    private boolean next(String token) {
        if (at < tokens.size() && tokens.get(at).equalsIgnoreCase(token)) {
            at++;
            return true;
        }
        return false;
    }

    private IllegalArgumentException broken() {
        return new IllegalArgumentException("\"%s\" is no SPDX licence expression".formatted(text));
    }
}
