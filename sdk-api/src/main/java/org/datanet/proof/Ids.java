package org.datanet.proof;

import java.text.Normalizer;

/**
 * The one rule for identifiers: 1 to 200 characters in Unicode form NFC, none that nobody sees (control and format characters, separators of
 * lines, halves of surrogate pairs), no blanks at the ends. So no two identifiers look the same but for letters of different scripts.
 */
public final class Ids {
    /** The longest identifier, in UTF-16 units. */
    public static final int MAX_LENGTH = 200;

    private Ids() {}

    /**
     * Checks an identifier.
     *
     * @param kind what the identifier names, for the message ("sample id")
     * @return the value
     * @throws IllegalArgumentException naming the kind, the value and what would be right
     */
    public static String check(String kind, String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a %s has 1 to %d characters, this one has %d: \"%s\""
                    .formatted(kind, MAX_LENGTH, value.length(), excerpt(value)));
        }
        if (!value.strip().equals(value)) {
            throw new IllegalArgumentException(
                    "a %s has no blanks at its ends: \"%s\"".formatted(kind, excerpt(value)));
        }
        int point;
        for (int i = 0; i < value.length(); i += Character.charCount(point)) {
            point = value.codePointAt(i);
            if (unseen(point)) {
                throw new IllegalArgumentException(
                        "a %s has no character that nobody sees, this one has U+%04X at position %d"
                                .formatted(kind, point, i + 1));
            }
        }
        if (!Normalizer.isNormalized(value, Normalizer.Form.NFC)) {
            throw new IllegalArgumentException("a %s is written in Unicode form NFC, \"%s\" is not; write it composed"
                    .formatted(kind, excerpt(value)));
        }
        return value;
    }

    private static boolean unseen(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** At most the first 80 characters, with those that nobody sees shown as {@code ?}: safe to print in a message. */
    public static String excerpt(String value) {
        String cut = value.length() <= 80 ? value : value.substring(0, 80) + "…";
        return cut.codePoints()
                .map(point -> unseen(point) ? '?' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
