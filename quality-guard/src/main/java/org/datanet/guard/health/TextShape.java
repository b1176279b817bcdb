package org.datanet.guard.health;

/**
 * What a text looks like, whatever it says.
 *
 * @param words runs of characters that are no white space
 * @param letters per word; 0 without words
 * @param signs share of all characters that are neither letters nor white space
 */
public record TextShape(float words, float letters, float signs) {
    /** The shape of a text. */
    public static TextShape of(String text) {
        int word = 0;
        int letter = 0;
        int sign = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean blank = Character.isWhitespace(c);
            word += !blank && !inside ? 1 : 0;
            inside = !blank;
            letter += Character.isLetter(c) ? 1 : 0;
            sign += !blank && !Character.isLetter(c) ? 1 : 0;
        }
        return new TextShape(word, word == 0 ? 0 : (float) letter / word, (float) sign / Math.max(1, text.length()));
    }
}
