package org.datanet.attribution.text;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * The form in which texts are compared: Unicode NFC, every run of blanks and control characters one space, none at the ends; as UTF-8
 * bytes. Case and punctuation stay: a verbatim span is verbatim.
 */
final class CanonicalText {
    private CanonicalText() {}

    static byte[] of(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        StringBuilder out = new StringBuilder(composed.length());
        boolean blank = false;
        for (int i = 0; i < composed.length(); i++) {
            char c = composed.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c)) {
                blank = true;
            } else {
                if (blank && !out.isEmpty()) {
                    out.append(' ');
                }
                blank = false;
                out.append(c);
            }
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the byte belongs to a word: letters and digits of ASCII, and everything beyond it. */
    static boolean isWord(int b) {
        return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || (b & 0x80) != 0;
    }

    /** Whether a word begins at the place, given the byte before it (0 for none). */
    static boolean startsWord(int before, int b) {
        return isWord(b) && !isWord(before);
    }
}
