package org.datanet.io;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.datanet.proof.Digest;

/**
 * Writes JSON in exactly one way: UTF-8, line feeds, numbers and strings as RFC 8785 writes them, the members of the outermost
 * object each on a line of their own, the elements of tall arrays too, everything deeper in one line. Knows at every moment
 * where in the document it stands. Not thread-safe.
 */
final class JsonOut {
    private final OutputStream out;
    private final StringBuilder token = new StringBuilder(256);
    private final JsonPath path = new JsonPath();

    JsonOut(OutputStream out) {
        this.out = out;
    }

    JsonOut beginObject() throws IOException {
        value();
        token.append('{');
        flush();
        path.beginObject(path.depth() == 0 ? 1 : 0);
        return this;
    }

    JsonOut endObject() throws IOException {
        return end('}');
    }

    /** Begins an array whose elements stand on lines of their own where it is a member of the outermost object. */
    JsonOut beginArray(String key, int perLine) throws IOException {
        key(key);
        value();
        token.append('[');
        flush();
        path.beginArray(path.depth() == 1 ? perLine : 0);
        return this;
    }

    JsonOut endArray() throws IOException {
        return end(']');
    }

    private JsonOut end(char bracket) throws IOException {
        JsonPath.Level level = path.end();
        if (level.perLine > 0 && level.index >= 0) {
            newLine(path.depth());
        }
        token.append(bracket);
        if (path.depth() == 0) {
            token.append('\n');
        }
        flush();
        return this;
    }

    JsonOut beginObject(String key) throws IOException {
        return key(key).beginObject();
    }

    private JsonOut key(String key) throws IOException {
        JsonPath.Level level = path.here();
        separate(level);
        level.key = key;
        JsonStrings.append(key, token);
        token.append(level.perLine > 0 ? ": " : ":");
        return this;
    }

    /** Before every value of an array; members of an object are separated by their key. */
    private void value() throws IOException {
        JsonPath.Level array = path.array();
        if (array != null) {
            separate(array);
        }
    }

    private void separate(JsonPath.Level level) {
        level.index++;
        if (level.index > 0) {
            token.append(',');
        }
        if (level.perLine > 0 && level.index % level.perLine == 0) {
            newLine(path.depth());
        }
    }

    private void newLine(int depth) {
        token.append('\n').append("  ".repeat(depth));
    }

    JsonOut text(String key, String value) throws IOException {
        key(key);
        JsonStrings.append(value, token);
        return flush();
    }

    JsonOut text(String element) throws IOException {
        value();
        JsonStrings.append(element, token);
        return flush();
    }

    JsonOut digest(String key, Digest value) throws IOException {
        return text(key, value.hex());
    }

    /** An amount of base units, as a string: it may be beyond what other readers of JSON keep exactly. */
    JsonOut amount(String key, BigInteger value) throws IOException {
        return text(key, value.toString());
    }

    JsonOut number(String key, long value) throws IOException {
        key(key);
        token.append(value);
        return flush();
    }

    JsonOut number(String key, double value) throws IOException {
        key(key);
        EcmaNumber.append(value, token);
        return flush();
    }

    JsonOut number(long element) throws IOException {
        value();
        token.append(element);
        return flush();
    }

    JsonOut number(double element) throws IOException {
        value();
        EcmaNumber.append(element, token);
        return flush();
    }

    /** Begins an array as an element of an array. */
    JsonOut beginRow() throws IOException {
        value();
        token.append('[');
        flush();
        path.beginArray(0);
        return this;
    }

    private JsonOut flush() throws IOException {
        out.write(token.toString().getBytes(StandardCharsets.UTF_8));
        token.setLength(0);
        return this;
    }

    /** Where in the document the writer stands, such as {@code contributors[3].amount}. */
    String path() {
        return path.toString();
    }
}
