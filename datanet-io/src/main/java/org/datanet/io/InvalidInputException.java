package org.datanet.io;

import java.nio.file.Path;
import org.datanet.proof.Ids;
import org.jspecify.annotations.Nullable;

/**
 * Input that is refused. Says where it stands, what is wrong, which value is meant and what would be right; its message is
 * {@code file:line:column: problem; remedy}. A command that ends with it exits with code 2 and has written nothing.
 */
public final class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Place place;
    private final String problem;
    private final String value;
    private final String remedy;

    /**
     * @param place where it stands
     * @param problem what is wrong, naming the value
     * @param value the value that is meant, as it was read; empty where there is none
     * @param remedy what to do
     */
    public InvalidInputException(Place place, String problem, String value, String remedy) {
        super(message(place, problem, remedy));
        this.place = place;
        this.problem = problem;
        this.value = value;
        this.remedy = remedy;
    }

    InvalidInputException(Place place, String problem, String value, String remedy, @Nullable Throwable cause) {
        super(message(place, problem, remedy), cause);
        this.place = place;
        this.problem = problem;
        this.value = value;
        this.remedy = remedy;
    }

    private static String message(Place place, String problem, String remedy) {
        return remedy.isEmpty() ? place + ": " + problem : place + ": " + problem + "; " + remedy;
    }

    /** The value in quotes, shortened and without control characters, to stand in a problem. */
    static String quote(String value) {
        return '"' + Ids.excerpt(value) + '"';
    }

    /** Where it stands. */
    public Place place() {
        return place;
    }

    /** What is wrong. */
    public String problem() {
        return problem;
    }

    /** The value that is meant, as it was read; empty where there is none. */
    public String value() {
        return value;
    }

    /** What to do. */
    public String remedy() {
        return remedy;
    }

    /**
     * A place in a file.
     *
     * @param file the file, as it was named
     * @param line 1-based; 0 for the whole file
     * @param column in characters, 1-based; 0 for the whole line
     */
    public record Place(Path file, long line, long column) {
        /** The file as a whole. */
        public static Place of(Path file) {
            return new Place(file, 0, 0);
        }

        @Override
        public String toString() {
            return line == 0 ? file.toString() : column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
        }
    }
}
