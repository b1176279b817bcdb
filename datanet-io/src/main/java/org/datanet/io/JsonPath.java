package org.datanet.io;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Where in a JSON document a reader or writer stands, such as {@code contributors[3].amount}. Not thread-safe. */
final class JsonPath {
    private final Deque<Level> levels = new ArrayDeque<>();

    /** An object or array that has begun and not ended. */
    static final class Level {
        final boolean array;
        /** Elements that a writer puts on a line; 0 for all on one. */
        final int perLine;

        int index = -1;
        String key = "";

        private Level(boolean array, int perLine) {
            this.array = array;
            this.perLine = perLine;
        }
    }

    void beginObject(int perLine) {
        levels.push(new Level(false, perLine));
    }

    void beginArray(int perLine) {
        levels.push(new Level(true, perLine));
    }

    Level end() {
        return levels.pop();
    }

    /** The innermost level. */
    Level here() {
        return levels.getFirst();
    }

    /** The innermost level if it is an array; null elsewhere. */
    @Nullable
    Level array() {
        Level level = levels.peek();
        return level != null && level.array ? level : null;
    }

    /** Number of levels that have begun and not ended. */
    int depth() {
        return levels.size();
    }

    @Override
    public String toString() {
        StringBuilder path = new StringBuilder();
        levels.descendingIterator().forEachRemaining(level -> {
            if (level.array) {
                path.append('[').append(Math.max(0, level.index)).append(']');
            } else if (!level.key.isEmpty()) {
                path.append(path.length() == 0 ? "" : ".").append(level.key);
            }
        });
        return path.length() == 0 ? "the document" : path.toString();
    }
}
