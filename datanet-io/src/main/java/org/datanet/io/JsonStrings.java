package org.datanet.io;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Strings as RFC 8785, section 3.2.2.2, writes them. */
final class JsonStrings {
    private static final String HEX = "0123456789abcdef";

    private JsonStrings() {}

    /**
     * Appends a string in quotes.
     *
     * @throws IllegalArgumentException for half a surrogate pair, which has no UTF-8 form
     */
    static void append(String value, Appendable out) {
        try {
            out.append('"');
            int plain = 0;
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
                    continue;
                }
                if (Character.isSurrogate(c)) {
                    if (Character.isHighSurrogate(c)
                            && i + 1 < value.length()
                            && Character.isLowSurrogate(value.charAt(i + 1))) {
                        i++;
                        continue;
                    }
                    throw new IllegalArgumentException(
                            "a text has half a surrogate pair, U+%04X at position %d".formatted((int) c, i + 1));
                }
                out.append(value, plain, i);
                plain = i + 1;
                escape(c, out);
            }
            out.append(value, plain, value.length()).append('"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void escape(char c, Appendable out) throws IOException {
        out.append('\\');
        switch (c) {
            case '"', '\\' -> out.append(c);
            case '\b' -> out.append('b');
            case '\t' -> out.append('t');
            case '\n' -> out.append('n');
            case '\f' -> out.append('f');
            case '\r' -> out.append('r');
            default -> out.append("u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
        }
    }
}
